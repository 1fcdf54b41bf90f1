#!/usr/bin/python
# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module that finds what a Python project is installed from."""

from __future__ import annotations

DOCUMENTATION = r"""
module: python_project
short_description: Find the files and local packages that a Python project is installed from
version_added: 1.0.0
author: sovd.prod_images contributors (@sovd)
description:
  - Reads requirement files with all that they include, locks, C(pyproject.toml) and the settings of the installers, and
    says which of them decide the packages, and which packages lie in the folder of the project itself.
  - Ends with one message, which names file and line, where a file is missing, lies outside of the folder, includes
    itself, or has a URL with a password.
  - Needs no engine, so it is not in the action group C(docker). The role P(sovd.prod_images.backend_image#role) is its
    caller.
extends_documentation_fragment:
  - sovd.prod_images.reading
  - sovd.prod_images.source
options:
  installer:
    description: What installs the packages.
    type: str
    choices: [requirements, pylock, uv, poetry]
    required: true
  requirements:
    description: Requirement files, relative to O(path), for O(installer=requirements).
    type: list
    elements: str
    default: [requirements.txt]
  pylock:
    description: File of the form of C(pylock.toml), relative to O(path), for O(installer=pylock).
    type: str
    default: pylock.toml
  groups:
    description: Groups of dependencies for O(installer=poetry).
    type: list
    elements: str
    default: [main]
  with_project:
    description: Whether the project itself counts as a package where it is one. Requirement files name it or do not.
    type: bool
    default: true
seealso:
  - module: sovd.prod_images.image_build
"""

EXAMPLES = r"""
- name: Find what the application is installed from
  sovd.prod_images.python_project:
    path: /srv/shop
    installer: requirements
    requirements: [requirements/production.txt]
  register: shop
"""

RETURN = r"""
files:
  description: Files, and folders with a slash at their end, that decide the packages, relative to O(path).
  returned: success
  type: list
  elements: str
  sample: [requirements/production.txt, requirements/base.txt]
requirements:
  description: Those of them that list requirements.
  returned: success
  type: list
  elements: str
  sample: [requirements/production.txt, requirements/base.txt]
copies:
  description: The words of each C(COPY) that brings them into a folder, with the places that they have in O(path).
  returned: success
  type: list
  elements: list
  sample: [[requirements/production.txt, requirements/base.txt, ./requirements/]]
local:
  description: Folders and archives of O(path) that are packages to install, with the extras that are asked for.
  returned: success
  type: dict
  sample: {".": [], "libs/core": ["fast"]}
code:
  description: Where the code of these packages lies, a folder or a module for each.
  returned: success
  type: list
  elements: str
  sample: [src, libs/core]
texts:
  description: Texts that the metadata of these packages are made of.
  returned: success
  type: list
  elements: str
  sample: [README.md]
git:
  description: Hosts of git repositories with C(place), the file and line that names one first, C(host), and C(ssh).
  returned: success
  type: list
  elements: dict
  sample: [{"place": "requirements.txt:3", "host": "git.example", "ssh": true}]
unversioned:
  description: The C(pyproject.toml) of each package whose version comes from git, and from nothing else.
  returned: success
  type: list
  elements: str
  sample: [pyproject.toml]
source:
  description: What lies in O(path), also where the module fails.
  returned: always
  type: dict
  contains:
    exists:
      description: Whether there is a folder that the user of the task can read.
      type: bool
    files:
      description: Names of the files and folders in it, hidden ones too.
      type: list
      elements: str
    rendered:
      description: Those of C(Dockerfile.prod), C(Dockerfile.prod.dockerignore) and C(.dockerignore) in it whose head
        says that this collection rendered them.
      type: list
      elements: str
      sample: ["Dockerfile.prod"]
    public:
      description:
        - Patterns for an ignore file, each of which names one file of O(code) that is called like a secret and holds
          none, such as certificates and public keys (C(*.pem), C(*.key), C(*.gpg)), and schemas
          (C(credentials*.json), C(service-account*.json), C(secrets.json), C(secrets.yaml)). What cannot be judged for
          sure is not among them.
        - At most 500. Folders that hold nothing of an image, such as C(.venv) and C(node_modules), are not looked at.
      type: list
      elements: str
      sample: ["app/certificates/global-bundle.pem"]
  sample: {"exists": true, "files": ["Dockerfile.prod", "app", "requirements.txt"], "rendered": [], "public": []}
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ..module_utils._build._source import SOURCE_OPTIONS, look_at
from ..module_utils._buildkit._errors import ImageError
from ..module_utils._project._folder import Folder
from ..module_utils._project._project import INSTALLERS, find


def argument_spec() -> dict[str, dict[str, Any]]:
    """Return the options of the module."""
    return {
        **SOURCE_OPTIONS,
        "installer": {"type": "str", "choices": list(INSTALLERS), "required": True},
        "requirements": {"type": "list", "elements": "str", "default": ["requirements.txt"]},
        "pylock": {"type": "str", "default": "pylock.toml"},
        "groups": {"type": "list", "elements": "str", "default": ["main"]},
        "with_project": {"type": "bool", "default": True},
    }


def main() -> None:
    """Run the module."""
    module = AnsibleModule(argument_spec(), supports_check_mode=True)
    wanted = {name: module.params[name] for name in ("requirements", "pylock", "groups", "with_project")}
    source = look_at(module.params["path"], module.params["code"]).to_json()
    try:
        found = find(Folder(module.params["path"]), module.params["installer"], **wanted)
    except ImageError as error:
        module.fail_json(msg=str(error), source=source, **error.details)
    module.exit_json(changed=False, source=source, copies=found.copies(), **vars(found))


if __name__ == "__main__":
    main()
