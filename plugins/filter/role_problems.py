# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter that finds all that is wrong with the variables of a role."""

from __future__ import annotations

DOCUMENTATION = r"""
name: role_problems
short_description: Find all that is wrong with the variables of a role
version_added: 1.0.0
author: sovd.prod_images contributors (@sovd)
description:
  - Checks the variables of a role of this collection by the types of its argument spec and by the rules of its values.
  - Ansible's own check of the argument spec takes a text for a list and a list for a text, and hands on what it got.
  - A variable that begins with the role's name and is none of its own is a problem, too. Most likely it is misspelled.
  - The roles are its callers.
options:
  _input:
    description: The variables by their names.
    type: dictionary
    required: true
  role:
    description: Name of the role, without that of the collection.
    type: string
    required: true
  source:
    description: What a task found out before, such as the names of the files in the folder of the application.
    type: dictionary
    default: {}
"""

EXAMPLES = r"""
- name: Refuse what could not be built
  ansible.builtin.assert:
    that: problems | length == 0
    fail_msg: "{{ problems | join('\n') }}"
  vars:
    names: "{{ query('ansible.builtin.varnames', '^docker_engine_') }}"
    given: "{{ dict(names | zip(query('ansible.builtin.vars', *names))) }}"
    problems: "{{ given | sovd.prod_images.role_problems('docker_engine') }}"
"""

RETURN = r"""
_value:
  description: A message for each problem, which names the variable, what was found and what is expected.
  type: list
  elements: string
"""

import os
from typing import Any, Callable, Mapping

from ansible.errors import AnsibleFilterError
from ansible.module_utils.common.yaml import yaml_load

_FOLDER = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "roles")


def role_problems(given: Mapping[str, Any], role: str, source: Mapping[str, Any] | None = None) -> list[str]:
    """Return the problems; raises AnsibleFilterError for what is no role of this collection."""
    from ..plugin_utils._role import find_problems
    from ..plugin_utils._role_rules import ROLES, rules_of

    if not isinstance(given, Mapping):
        raise AnsibleFilterError(
            "role_problems: found {0}, expected variables by their names".format(type(given).__name__)
        )
    if role not in ROLES:
        raise AnsibleFilterError("role_problems: found {0!r}, expected one of {1}".format(role, ", ".join(ROLES)))
    return find_problems(role, rules_of(role), _options(role), given, source or {})


def _options(role: str) -> dict[str, Any]:
    # Read here, by the parser in C: from_yaml takes eight times as long, on each run of each role.
    with open(os.path.join(_FOLDER, role, "meta", "argument_specs.yml"), encoding="utf-8") as spec:
        options: dict[str, Any] = yaml_load(spec)["argument_specs"]["main"]["options"]
    return options


class FilterModule:
    """Ansible's entry point."""

    def filters(self) -> dict[str, Callable[..., list[str]]]:
        """Return the filters by name."""
        return {"role_problems": role_problems}
