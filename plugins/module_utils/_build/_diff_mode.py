# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What differs from what was built, as the texts of Ansible's diff mode; no I/O (private to the collection)."""

from __future__ import annotations

from ._excerpt import differing_parts
from ._listed_reasons import ListedReasons
from ._record import InputValues

_LONGEST = 10_000  # characters of one text; of longer ones only what differs is shown


def describe_difference(before: InputValues | None, after: InputValues, listed: ListedReasons) -> dict[str, str]:
    """Return the texts for diff mode: a line `kind name: value` for each listed reason, Dockerfiles, and the counts.

    `before` are the recorded inputs, or None.
    """
    old, new = (before or {}).get("dockerfile", {}), after.get("dockerfile", {})
    texts = {"before": "", "after": ""}
    for reason in listed.reasons:
        sides = {"before": reason.before, "after": reason.after}
        if reason.kind == "dockerfile":
            sides = _dockerfiles(old.get(reason.name), new.get(reason.name))
        for side, value in sides.items():
            if value is not None:
                texts[side] += "{0} {1}: {2}\n".format(reason.kind, reason.name, value.rstrip("\n"))
    for count in listed.counts:
        place = " in {0}".format(count.folder) if count.folder else ""
        texts["after"] += "{0}{1}: {2} more\n".format(count.kind, place, count.count)
    return {"before_header": "recorded", "after_header": "wanted", **texts}


def shorten_difference(difference: dict[str, str]) -> dict[str, str]:
    """Return the difference of a file with no more of long texts than what differs."""
    before, after = differing_parts(difference["before"], difference["after"], _LONGEST)
    return {**difference, "before": before, "after": after}


def _dockerfiles(before: str | None, after: str | None) -> dict[str, str | None]:
    parts = differing_parts(before or "", after or "", _LONGEST)
    return {"before": before and parts[0], "after": after and parts[1]}
