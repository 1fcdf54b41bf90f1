# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter that shows the description of an application as a table."""

from __future__ import annotations

DOCUMENTATION = r"""
name: description_table
short_description: Show the description of an application as aligned lines
version_added: 1.0.0
author: sovd.prod_images contributors (@sovd)
description:
  - Turns what M(sovd.prod_images.application_description) returns into lines that align when printed, with the file and
    line of each value, and with the variables that were set already.
options:
  _input:
    description: What the module returned.
    type: dictionary
    required: true
"""

EXAMPLES = r"""
- name: Show what is proposed
  ansible.builtin.debug:
    msg: "{{ described | sovd.prod_images.description_table }}"
"""

RETURN = r"""
_value:
  description: The lines.
  type: list
  elements: string
"""

import json
from typing import Any, Callable

from ansible.errors import AnsibleFilterError

from ..module_utils._verify._table import align_rows

_HEAD = ("VARIABLE", "VALUE", "READ FROM", "SURE", "WHY")
_LONGEST = 70


def description_table(described: dict[str, Any]) -> list[str]:
    """Return the lines; raises AnsibleFilterError for something that is no description."""
    if not isinstance(described, dict) or "applications" not in described:
        raise AnsibleFilterError("description_table: found no result of application_description")
    rows: list[tuple[str, ...]] = [_HEAD]
    for one in described["applications"]:
        asks = ", asks {0}".format(one["backend"]) if one["backend"] else ""
        rows.append(("# {0}: {1}{2}".format(one["kind"], one["path"], asks), "", "", "", ""))
        rows += [_row(proposal) for proposal in one["proposals"]]
    rows += [(name, "", "your variables", "certain", "an explicit variable wins") for name in described["answered"]]
    return align_rows(rows) + _sentences(described)


def _row(proposal: dict[str, Any]) -> tuple[str, ...]:
    value = json.dumps(proposal["value"], ensure_ascii=False)
    shown = value if len(value) <= _LONGEST else value[:_LONGEST] + "..."
    place = "{file}:{line}".format(**proposal) if proposal["line"] else proposal["file"]
    return (proposal["variable"], shown, place, proposal["sure"], proposal["why"])


def _sentences(described: dict[str, Any]) -> list[str]:
    notes = [note for one in described["applications"] for note in one["notes"]]
    needs = [
        "{file}:{line}: the {0} reads {name} from its environment".format(one["kind"], **named)
        for one in described["applications"]
        for named in one["environment"]
    ]
    return ["NOTE " + text for text in notes + needs] + ["OPEN " + text for text in described["open"]]


class FilterModule:
    """Ansible's entry point."""

    def filters(self) -> dict[str, Callable[..., list[str]]]:
        """Return the filters by name."""
        return {"description_table": description_table}
