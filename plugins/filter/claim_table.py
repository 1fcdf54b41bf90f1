# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter that shows claims as a table."""

from __future__ import annotations

DOCUMENTATION = r"""
name: claim_table
short_description: Show the claims about an image as an aligned table
version_added: 1.0.0
author: sovd.prod_images contributors (@sovd)
description:
  - Turns the fact C(image_verify_result) of the role C(image_verify) into lines that align when printed.
  - A claim holds (C(yes)), is broken (C(NO)), or was not judged or does not apply (C(-)).
options:
  _input:
    description: The claims, in the order in which they are to be shown.
    type: list
    elements: dictionary
    required: true
"""

EXAMPLES = r"""
- name: Show the claims
  ansible.builtin.debug:
    msg: "{{ image_verify_result | sovd.prod_images.claim_table }}"
"""

RETURN = r"""
_value:
  description: The head of the table and a line for each claim.
  type: list
  elements: string
"""

from typing import Any, Callable

from ansible.errors import AnsibleFilterError

from ..module_utils._verify._table import align_rows

_HEAD = ("HOLDS", "CLAIM", "FOUND", "EXPECTED")
_WIDEST = 70


def claim_table(claims: list[dict[str, Any]]) -> list[str]:
    """Return the lines of the table; raises AnsibleFilterError for something that is no list of claims."""
    if not isinstance(claims, list):
        raise AnsibleFilterError("claim_table: found {0}, expected a list of claims".format(type(claims).__name__))
    return align_rows([_HEAD] + [_row(claim) for claim in claims])


def _row(claim: dict[str, Any]) -> tuple[str, ...]:
    try:
        found = " ".join(claim["found"].split())
        short = found if len(found) <= _WIDEST else found[: _WIDEST - 3] + "..."
        return (_holds(claim), claim["claim"], short, claim["expected"])
    except (KeyError, TypeError, AttributeError) as error:
        raise AnsibleFilterError("claim_table: found {0!r}, expected a claim".format(claim)) from error


def _holds(claim: dict[str, Any]) -> str:
    """Return NO for what is broken, yes for what holds, and a dash for what was not judged."""
    judged = claim.get("status", "holds") == "holds"
    return "NO" if not claim["ok"] else "yes" if judged else "-"


class FilterModule:
    """Ansible's entry point."""

    def filters(self) -> dict[str, Callable[..., list[str]]]:
        """Return the filters by name."""
        return {"claim_table": claim_table}
