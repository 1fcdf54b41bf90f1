#!/usr/bin/python
# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module that reads every layer of an image."""

from __future__ import annotations

DOCUMENTATION = r"""
module: image_contents
short_description: Find secrets, forbidden programs and writable files in the layers of an image
version_added: 1.0.0
author: sovd.prod_images contributors (@sovd)
description:
  - Reads an image as C(docker image save) writes it, file by file, so that its size makes no difference in memory.
  - The image needs neither a shell nor Python, and no container is created.
  - Secrets are looked for in each layer on its own, since what a later layer deletes is still in the earlier one. All
    else is said of the files that a container sees.
extends_documentation_fragment:
  - sovd.prod_images.engine
attributes:
  check_mode:
    support: full
    description: Changes nothing, so check mode makes no difference.
  diff_mode:
    support: none
    description: Changes nothing.
options:
  image:
    description: Reference or id of the image, such as V(sovd-backend:prod).
    type: str
    required: true
  secret_patterns:
    description:
      - Regular expressions of secrets in files.
      - A match of more than 8 KiB may be missed where it lies across the border of two blocks of 16 MiB.
    type: list
    elements: str
    default: []
  secret_names:
    description: Regular expressions that match the path of a file with a secret. Empty files are none, since they are
      where a build's secret was mounted.
    type: list
    elements: str
    default: []
  secret_allowed:
    description: Regular expressions of paths that are known to hold no secret.
    type: list
    elements: str
    default: []
  forbidden_programs:
    description: Shell patterns of whole paths, in which V(*) matches slashes, too.
    type: list
    elements: str
    default: []
  writable_paths:
    description: Folders in which the image's user may own and change files.
    type: list
    elements: str
    default: []
seealso:
  - module: sovd.prod_images.image_info
"""

EXAMPLES = r"""
- name: Read every layer of the image
  sovd.prod_images.image_contents:
    image: sovd-backend:prod
    secret_patterns: ["AKIA[0-9A-Z]{16}"]
    secret_names: ['/\.env$']
    forbidden_programs: ["*/bin/gcc"]
    writable_paths: [/tmp]
  register: backend

- name: Refuse an image with a secret
  ansible.builtin.assert:
    that: backend.contents.secrets == []
"""

RETURN = r"""
contents:
  description: What was found.
  returned: success
  type: dict
  contains:
    user_name:
      description: Name of the image's user by its own passwd file, empty where it has none.
      type: str
    has_whoami:
      description: Whether a container has the program whoami.
      type: bool
    secrets:
      description: Each file that looks like a secret with C(path), the C(pattern) that it matches, and the number of
        its C(layer), beginning with 1.
      type: list
      elements: dict
    foreign_files:
      description: Files that do not belong to root, without those in O(writable_paths).
      type: list
      elements: str
    writable_paths:
      description: Files and folders that the image's user can change, without those in O(writable_paths). For root that
        is V(/) alone.
      type: list
      elements: str
    forbidden_programs:
      description: Files and links that match O(forbidden_programs).
      type: list
      elements: str
    entries:
      description: Number of files, folders and links that a container sees.
      type: int
"""

import re
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ..module_utils._buildkit._errors import ImageError
from ..module_utils._docker._command import output_of
from ..module_utils._docker._engine import Engine
from ..module_utils._docker._options import ENGINE_OPTIONS
from ..module_utils._verify._contents import describe
from ..module_utils._verify._image_archive import read_archive
from ..module_utils._verify._layers import SecretRules, compile_rules

LISTS = ("secret_patterns", "secret_names", "secret_allowed", "forbidden_programs", "writable_paths")


def main() -> None:
    """Run the module."""
    # no_log: patterns of secrets are none.
    lists = {name: {"type": "list", "elements": "str", "default": [], "no_log": False} for name in LISTS}
    spec = {**ENGINE_OPTIONS, "image": {"type": "str", "required": True}, **lists}
    module = AnsibleModule(spec, supports_check_mode=True)
    try:
        contents = _read(module.params)
    except ImageError as error:
        module.fail_json(msg=str(error), **error.details)
    module.exit_json(changed=False, contents=contents)


def _read(params: dict[str, Any]) -> dict[str, Any]:
    rules = _rules(params)
    image = params["image"]
    document = Engine(params).inspect([image])[image]
    if document is None:
        raise ImageError("image: found no image {0} on the engine; build it or pull it first".format(image))
    with output_of(params, ["image", "save", document["Id"]]) as archive:
        layers = read_archive(archive, document["RootFS"]["Layers"], rules)
    user = (document.get("Config") or {}).get("User") or ""
    return describe(layers, user, params["forbidden_programs"], params["writable_paths"])


def _rules(params: dict[str, Any]) -> SecretRules:
    for option in ("secret_names", "secret_patterns", "secret_allowed"):
        for pattern in params[option]:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ImageError(
                    "{0}: found {1!r}, which is no regular expression ({2}); write one that Python reads".format(
                        option, pattern, error
                    )
                ) from error
    return compile_rules(params["secret_names"], params["secret_patterns"], params["secret_allowed"])


if __name__ == "__main__":
    main()
