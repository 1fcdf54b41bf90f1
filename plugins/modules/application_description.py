#!/usr/bin/python
# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module that proposes variables for the applications in a folder."""

from __future__ import annotations

DOCUMENTATION = r"""
module: application_description
short_description: Propose the variables that images of an application need
version_added: 1.0.0
author: sovd.prod_images contributors (@sovd)
description:
  - Reads the folder of one application, or of a repository with several, and proposes each variable of the roles
    C(backend_image), C(frontend_image) and C(nginx_conf)
    that has to differ from its default, with the file and line that it was read from and how sure that is.
  - What cannot be known is a question with candidates. What cannot be read is a problem, in one sentence.
  - Runs nothing of the application. Of a file it reads at most one MiB, and it follows no link out of the folder.
  - TOML is read by Python 3.11, or by the C(tomli) of pip. Compose files are read by C(PyYAML) where the target's
    Python has it, and told of where it has not. Python is read by the syntax of the target's own.
  - Needs no engine, so it is not in the action group C(docker).
extends_documentation_fragment:
  - sovd.prod_images.reading
options:
  path:
    description: The folder on the target.
    type: path
    required: true
  answered:
    description: Variables that are set already. They are not asked for, and not proposed.
    type: list
    elements: str
    default: []
seealso:
  - module: sovd.prod_images.python_project
  - module: sovd.prod_images.node_project
"""

EXAMPLES = r"""
- name: Describe the application
  sovd.prod_images.application_description:
    path: /srv/shop
  register: shop

- name: Show what is proposed
  ansible.builtin.debug:
    msg: "{{ shop.applications | map(attribute='variables') }}"
"""

RETURN = r"""
variables:
  description: The variables of one build, with its sources, empty where there are several backends or several pages.
  returned: success
  type: dict
  sample: {"backend_image_source": "/srv/shop", "backend_image_port": 9000}
answered:
  description: As O(answered).
  returned: success
  type: list
  elements: str
open:
  description: What keeps a build from starting, a sentence for each question and each file that cannot be read.
  returned: success
  type: list
  elements: str
  sample: ["backend_image_server: found no server for asgi among the packages; candidates: uvicorn, hypercorn"]
applications:
  description: What was found, backends first.
  returned: success
  type: list
  elements: dict
  contains:
    kind:
      description: V(backend) or V(page).
      type: str
    path:
      description: Its folder, relative to O(path).
      type: str
    backend:
      description: For a page the folder of the backend that it asks, empty where none was found.
      type: str
    proposals:
      description: Each with C(variable), C(value), C(file), C(line) (0 for the whole file), C(sure) (V(certain) where a
        file says it, V(likely) where it follows from what files say), and C(why).
      type: list
      elements: dict
    variables:
      description: The same values by their variables.
      type: dict
    questions:
      description: Each with C(variable), C(asks) and C(candidates).
      type: list
      elements: dict
    problems:
      description: Sentences on files that cannot be read and that a build needs.
      type: list
      elements: str
    notes:
      description: Sentences that change nothing.
      type: list
      elements: str
    environment:
      description: Variables that the backend wants at run time, or the page when it is built, with C(name),
        C(file) and C(line).
      type: list
      elements: dict
"""

import os
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ..module_utils._buildkit._errors import ImageError
from ..module_utils._describe._applications import describe
from ..module_utils._describe._one_build import open_points, variables


def argument_spec() -> dict[str, dict[str, Any]]:
    """Return the options of the module."""
    return {
        "path": {"type": "path", "required": True},
        "answered": {"type": "list", "elements": "str", "default": []},
    }


def main() -> None:
    """Run the module."""
    module = AnsibleModule(argument_spec(), supports_check_mode=True)
    try:
        found = describe(module.params["path"])
    except ImageError as error:
        module.fail_json(msg=str(error), **error.details)
    for one in found:
        one.settle(module.params["answered"])
    described = {"applications": [one.to_json() for one in found], "open": open_points(found)}
    described["variables"] = variables(os.path.abspath(module.params["path"]), found)
    module.exit_json(changed=False, answered=module.params["answered"], **described)


if __name__ == "__main__":
    main()
