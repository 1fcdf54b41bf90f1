#!/usr/bin/python
# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module that finds what a page is installed from."""

from __future__ import annotations

DOCUMENTATION = r"""
module: node_project
short_description: Find the files and scripts that a Node project is installed from
version_added: 1.0.0
author: sovd.prod_images contributors (@sovd)
description:
  - Reads each C(package.json) of a source and its workspaces and the settings of the package manager, and says which
    files have to be there before the packages are installed, such as manifests, lock, patches and tarballs.
  - Ends with one message, which names the file, where one is missing, lies outside of the folder, or cannot be read.
  - Needs no engine, so it is not in the action group C(docker). The role P(sovd.prod_images.frontend_image#role) is its
    caller.
extends_documentation_fragment:
  - sovd.prod_images.reading
  - sovd.prod_images.source
options:
  manager:
    description: What installs the packages. V(auto) goes by C(packageManager) in C(package.json) and by the lock files.
    type: str
    choices: [auto, npm, pnpm, yarn]
    default: auto
  own_scripts:
    description: Which scripts of the packages of the source itself are looked for.
    type: list
    elements: str
    choices: [preinstall, install, postinstall, prepare]
    default: [postinstall, prepare]
  scripts_of:
    description:
      - Packages whose install scripts are to run. Yarn from 2 on goes by C(dependenciesMeta) in C(package.json), so
        the module fails where that does not say the same.
    type: list
    elements: str
    default: []
  variables:
    description:
      - Environment variables that the install has. Where C(.npmrc) or C(.yarnrc.yml) asks for another one, the module
        fails and names it.
    type: list
    elements: str
    default: []
seealso:
  - module: sovd.prod_images.image_build
"""

EXAMPLES = r"""
- name: Find what the page is installed from
  sovd.prod_images.node_project:
    path: /srv/shop
  register: shop
"""

RETURN = r"""
manager:
  description: What installs the packages. V(berry) is Yarn from 2 on.
  returned: success
  type: str
  sample: pnpm
version:
  description: Its version by C(packageManager), empty where that names none.
  returned: success
  type: str
  sample: 10.34.9
files:
  description: Files, and folders with a slash at their end, that decide the packages, relative to O(path).
  returned: success
  type: list
  elements: str
  sample: [package.json, pnpm-lock.yaml, pnpm-workspace.yaml, apps/web/package.json]
copies:
  description: The words of each C(COPY) that brings them into a folder, with the places that they have in O(path).
  returned: success
  type: list
  elements: list
  sample: [[package.json, pnpm-lock.yaml, pnpm-workspace.yaml, ./], [apps/web/package.json, ./apps/web/]]
packages:
  description: Folders of the packages of the source itself.
  returned: success
  type: list
  elements: str
  sample: [., apps/web]
own_scripts:
  description: Those of O(own_scripts) that they have, with C(folder) and C(script), in the order in which they run.
  returned: success
  type: list
  elements: dict
  sample: [{"folder": ".", "script": "postinstall"}]
built:
  description: Packages whose install scripts the source asks for in the settings of pnpm or of Yarn from 2 on.
  returned: success
  type: list
  elements: str
  sample: [esbuild]
npmrc:
  description: The lines of C(.npmrc) that are settings and hold no secret.
  returned: success
  type: str
  sample: "@shop:registry=https://npm.example/"
npmrc_has_secrets:
  description: Whether there are others.
  returned: success
  type: bool
inline_code:
  description: Generators of pages and pages of the source that put scripts or styles into the pages themselves.
  returned: success
  type: list
  elements: str
  sample: [next, index.html]
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
      sample: ["src/assets/idp.pem"]
  sample: {"exists": true, "files": ["Dockerfile.prod", "package.json", "src"], "rendered": [], "public": []}
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ..module_utils._build._source import SOURCE_OPTIONS, look_at
from ..module_utils._buildkit._errors import ImageError
from ..module_utils._node_project._node_project import LOCKS, OWN_SCRIPTS, find, refuse_scripts_of_others
from ..module_utils._project._folder import Folder


def argument_spec() -> dict[str, dict[str, Any]]:
    """Return the options of the module."""
    own = {"type": "list", "elements": "str", "choices": list(OWN_SCRIPTS), "default": ["postinstall", "prepare"]}
    return {
        **SOURCE_OPTIONS,
        "manager": {"type": "str", "choices": ["auto", *LOCKS], "default": "auto"},
        "own_scripts": own,
        "scripts_of": {"type": "list", "elements": "str", "default": []},
        "variables": {"type": "list", "elements": "str", "default": []},
    }


def main() -> None:
    """Run the module."""
    module = AnsibleModule(argument_spec(), supports_check_mode=True)
    given = module.params
    source = look_at(given["path"], given["code"]).to_json()
    try:
        found = find(Folder(given["path"]), given["manager"], tuple(given["own_scripts"]), given["variables"])
        refuse_scripts_of_others(found, given["scripts_of"])
    except ImageError as error:
        module.fail_json(msg=str(error), source=source, **error.details)
    module.exit_json(changed=False, source=source, **found.to_json())


if __name__ == "__main__":
    main()
