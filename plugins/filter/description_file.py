# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter that writes the description of an application as a file of variables."""

from __future__ import annotations

DOCUMENTATION = r"""
name: description_file
short_description: Write the description of an application as a commented file of variables
version_added: 1.0.0
author: sovd.prod_images contributors (@sovd)
description:
  - Turns what M(sovd.prod_images.application_description) returns into the text of a file for C(group_vars), with the
    file and line of each value as a comment above it. What is asked for stands there as a comment to fill in.
options:
  _input:
    description: What the module returned.
    type: dictionary
    required: true
"""

EXAMPLES = r"""
- name: Write what is proposed, never over a file
  ansible.builtin.copy:
    content: "{{ described | sovd.prod_images.description_file }}"
    dest: group_vars/all/shop.yml
    mode: "0644"
    force: false
"""

RETURN = r"""
_value:
  description: The text of the file.
  type: string
"""

import json
import re
from typing import Any, Callable

import yaml
from ansible.errors import AnsibleFilterError


class _Dumper(yaml.SafeDumper):
    """Writes a text that looks like a template as one that Ansible takes as it is."""


def _represent(dumper: Any, text: str) -> Any:
    return dumper.represent_scalar("!unsafe" if "{{" in text or "{%" in text else "tag:yaml.org,2002:str", text)


_Dumper.add_representer(str, _represent)


def description_file(described: dict[str, Any]) -> str:
    """Return the text; raises AnsibleFilterError where there is nothing that one build could take."""
    if not isinstance(described, dict) or not described.get("variables"):
        raise AnsibleFilterError(
            "description_file: found nothing for one build: {0}".format("; ".join((described or {}).get("open", [])))
        )
    lines = [
        "---",
        "# Read from the files of the application, which are named by their paths in it. Change what you like.",
    ]
    proposals = [proposal for one in described["applications"] for proposal in one["proposals"]]
    told = {proposal["variable"]: proposal for proposal in proposals}
    for name, value in described["variables"].items():
        lines += _comment(told[name]) if name in told else []
        lines.append(_setting(name, value))
    for one in described["applications"]:
        for asked in one["questions"]:
            lines += [
                "",
                _plain("# To fill in: {0}; candidates: {1}".format(asked["asks"], _words(asked["candidates"]))),
            ]
            lines.append("# {0}:".format(asked["variable"]))
    return "\n".join(lines) + "\n"


def _comment(proposal: dict[str, Any]) -> list[str]:
    place = "{file}:{line}".format(**proposal) if proposal["line"] else proposal["file"]
    return [_plain("# {0}, {1}: {2}".format(place, proposal["sure"], proposal["why"]))]


def _setting(name: str, value: Any) -> str:
    # By way of JSON, since what a module returns may be of Ansible's own types.
    plain = json.loads(json.dumps(value))
    text = str(yaml.dump(plain, Dumper=_Dumper, default_flow_style=True, allow_unicode=True, width=10000))
    return "{0}: {1}".format(name, text.replace("\n...\n", "\n").rstrip())


def _words(candidates: list[Any]) -> str:
    return ", ".join(str(one) for one in candidates) or "none"


def _plain(text: str) -> str:
    """Return a text as one line, whatever a file is called."""
    return re.sub(r"[\x00-\x1f\x7f\x85\u2028\u2029]", "?", text)


class FilterModule:
    """Ansible's entry point."""

    def filters(self) -> dict[str, Callable[..., str]]:
        """Return the filters by name."""
        return {"description_file": description_file}
