# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter that shows build results as a table."""

from __future__ import annotations

DOCUMENTATION = r"""
name: image_table
short_description: Show build results as an aligned table
version_added: 1.0.0
author: sovd.prod_images contributors (@sovd)
description:
  - Turns the results of M(sovd.prod_images.image_build) into lines that align when printed.
options:
  _input:
    description: The results, in the order in which they are to be shown.
    type: list
    elements: dictionary
    required: true
"""

EXAMPLES = r"""
- name: Show what was built
  ansible.builtin.debug:
    msg: "{{ [backend_image_result, frontend_image_result] | sovd.prod_images.image_table }}"
"""

RETURN = r"""
_value:
  description: The head of the table and a line for each image.
  type: list
  elements: string
"""

from typing import Any, Callable

from ansible.errors import AnsibleFilterError

from ..module_utils._docker._byte_size import format_size
from ..module_utils._verify._table import align_rows

_HEAD = ("IMAGE", "TAG", "SIZE", "USER", "HEALTH CHECK", "REBUILT", "WHY")
_SHOWN_REASONS = 3


def image_table(results: list[dict[str, Any]]) -> list[str]:
    """Return the lines of the table; raises AnsibleFilterError for something that is no build result."""
    if not isinstance(results, list):
        raise AnsibleFilterError(
            "image_table: found {0}, expected a list of image_build results".format(type(results).__name__)
        )
    return align_rows([_HEAD] + [_row(result) for result in results])


def _row(result: dict[str, Any]) -> tuple[str, ...]:
    if not isinstance(result, dict) or "reasons" not in result:
        raise AnsibleFilterError("image_table: found {0!r}, expected an image_build result".format(result))
    rebuilt = "yes" if result["changed"] else "no"
    image = result.get("image")
    if not image:
        return ("(not built yet)", "-", "-", "-", "-", rebuilt, _why(result))
    name, _colon, tag = image["reference"].rpartition(":")
    user = image["user"]
    check = image["healthcheck"]
    return (
        name,
        tag,
        format_size(image["size"]),
        "{0} ({1})".format(user["name"] or "?", "?" if user["uid"] is None else user["uid"]),
        "every {0:g} s".format(check["interval"]) if check else "none",
        rebuilt,
        _why(result),
    )


def _why(result: dict[str, Any]) -> str:
    reasons = [_reason(reason) for reason in result["reasons"]]
    if not reasons:
        return "nothing changed"
    more = len(reasons) + sum(other["count"] for other in result.get("reason_counts") or ()) - _SHOWN_REASONS
    return ", ".join(reasons[:_SHOWN_REASONS]) + (", and {0} more".format(more) if more > 0 else "")


def _reason(reason: dict[str, Any]) -> str:
    if reason["kind"] == "tag":
        return "the tag points elsewhere" if reason["after"] else "no image had the tag"
    words = {"unrecorded": "no record of the last build", "rebuild": "rebuild is always"}
    return words.get(reason["kind"]) or "{kind} {name}".format(**reason)


class FilterModule:
    """Ansible's entry point."""

    def filters(self) -> dict[str, Callable[..., list[str]]]:
        """Return the filters by name."""
        return {"image_table": image_table}
