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
  - A secret is known by its form and by what proves it - a private key has a body that decodes, a JSON Web Token
    claims that
    do - or by the name next to a value, and never by a word alone. Shared libraries are not searched.
  - Where package managers put files (C(site-packages), C(node_modules), C(/usr/lib), C(/usr/share) and the like), a
    name
    next to a value makes no secret, and a password in a URL has to look drawn by chance, since documentation has
    others.
extends_documentation_fragment:
  - sovd.prod_images.engine
  - sovd.prod_images.reading
options:
  image:
    description: Reference or id of the image, such as V(sovd-backend:prod).
    type: str
    required: true
  user:
    description: User that production runs the image as, in the form of C(USER), where that is not the image's own.
    type: str
    default: ""
  secret_patterns:
    description:
      - Regular expressions of secrets in files, besides the kinds that are always looked for.
      - A match of more than 16 KiB may be missed where it lies across the border of two blocks of 4 MiB.
    type: list
    elements: str
    default: []
  secret_names:
    description: Regular expressions that match the path of a file with a secret, besides the known ones. Empty files
      are
      none, since they are where a build's secret was mounted.
    type: list
    elements: str
    default: []
  secret_allowed:
    description: Regular expressions of paths that are known to hold no secret.
    type: list
    elements: str
    default: []
  forbidden_programs:
    description:
      - Shell patterns of whole paths, in which V(*) matches slashes, too. Only links and what can be run are programs.
      - A program that an installed Python distribution other than pip and setuptools has in its RECORD is a
        dependency, and
        is told apart.
    type: list
    elements: str
    default: []
  allowed_programs:
    description: Shell patterns of whole paths, which may be there although they match O(forbidden_programs).
    type: list
    elements: str
    default: []
  allowed_setuid_files:
    description: Paths of programs that may run as another user or group, besides those that O(setuid_files) allows.
    type: list
    elements: str
    default: []
  setuid_files:
    description: Whether programs that distributions bring with their base systems may run as another user or group.
    type: str
    choices: [distribution, none]
    default: distribution
  writable_paths:
    description: Folders in which the image's user may own and change files.
    type: list
    elements: str
    default: []
seealso:
  - module: sovd.prod_images.image_info
  - module: sovd.prod_images.image_probe
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
      description: Each file that looks like a secret with C(path), its C(kind) or the expression that it matches, and
        the number of
        its C(layer), beginning with 1.
      type: list
      elements: dict
    known_secrets:
      description: What looks like a secret and is none, since a package publishes it for its tests or documentation,
        with
        C(path), C(kind), C(layer) and C(reason).
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
      description: Programs that match O(forbidden_programs), and are neither allowed nor of a package.
      type: list
      elements: str
    programs_of_packages:
      description: Programs that match O(forbidden_programs) and belong to an installed Python distribution, with
        C(path)
        and C(package).
      type: list
      elements: dict
    setuid_files:
      description: Programs that run as another user or group, without those that are allowed, each with the bit in
        parentheses.
      type: list
      elements: str
    entries:
      description: Number of files, folders and links that a container sees.
      type: int
history:
  description: Steps of the image, the newest first, as C(docker image history) names what created them.
  returned: success
  type: list
  elements: str
"""

import json
import re
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ..module_utils._buildkit._errors import ImageError
from ..module_utils._docker._command import output_of
from ..module_utils._docker._engine import Engine
from ..module_utils._docker._options import ENGINE_OPTIONS
from ..module_utils._verify._contents import Allowed, describe
from ..module_utils._verify._file_secrets import SecretRules, compile_rules
from ..module_utils._verify._image_archive import read_archive

LISTS = (
    "secret_patterns",
    "secret_names",
    "secret_allowed",
    "forbidden_programs",
    "allowed_programs",
    "allowed_setuid_files",
    "writable_paths",
)


def main() -> None:
    """Run the module."""
    # no_log: patterns of secrets are none.
    lists = {name: {"type": "list", "elements": "str", "default": [], "no_log": False} for name in LISTS}
    spec = {
        **ENGINE_OPTIONS,
        "image": {"type": "str", "required": True},
        "user": {"type": "str", "default": ""},
        "setuid_files": {"type": "str", "choices": ["distribution", "none"], "default": "distribution"},
        **lists,
    }
    module = AnsibleModule(spec, supports_check_mode=True)
    try:
        contents, history = _read(module.params)
    except ImageError as error:
        module.fail_json(msg=str(error), **error.details)
    module.exit_json(changed=False, contents=contents, history=history)


def _read(params: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    rules = _rules(params)
    image, engine = params["image"], Engine(params)
    document = engine.inspect([image])[image]
    if document is None:
        raise ImageError("image: found no image {0} on the engine; build it or pull it first".format(image))
    with output_of(params, ["image", "save", document["Id"]]) as archive:
        layers = read_archive(archive, document["RootFS"]["Layers"], rules)
    steps = engine.run(["image", "history", "--no-trunc", "--format={{json .CreatedBy}}", document["Id"]])
    user = params["user"] or (document.get("Config") or {}).get("User") or ""
    allowed = Allowed(
        forbidden=params["forbidden_programs"],
        programs=params["allowed_programs"],
        setuid=params["allowed_setuid_files"],
        writable=params["writable_paths"],
        setuid_of_distributions=params["setuid_files"] == "distribution",
    )
    return describe(layers, user, allowed), [json.loads(line) for line in steps.stdout.splitlines()]


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
