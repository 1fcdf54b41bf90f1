# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of the reasons a result lists, and how it counts the others; no I/O (private to the collection)."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, replace
from typing import Any

from ._excerpt import excerpt
from ._reason import Reason
from ._record import ENTRY_KINDS

_MOST = 100  # reasons
_MOST_CHARACTERS = 30_000  # of all that are listed
_LONGEST_VALUE = 1000  # characters
_MOST_FOLDERS = 20  # of one kind


@dataclass(frozen=True)
class ReasonCount:
    """How many reasons of a kind are not listed: those in and below `folder`, None where the kind has no folders.

    An empty `folder` is everything that no other count of the kind has.
    """

    kind: str
    folder: str | None
    count: int

    def to_json(self) -> dict[str, Any]:
        """Return it as the module documents it."""
        return asdict(self)


@dataclass(frozen=True)
class ListedReasons:
    """The reasons that are listed, the counts of the others, and whether nothing was left out or cut."""

    reasons: tuple[Reason, ...]
    counts: tuple[ReasonCount, ...] = ()
    complete: bool = True


def list_reasons(reasons: tuple[Reason, ...]) -> ListedReasons:
    """Return what a result shows of all `reasons`: those that are no entries of a folder go first."""
    ordered = sorted(reasons, key=lambda reason: reason.kind in ENTRY_KINDS) if len(reasons) > _MOST else reasons
    listed: list[Reason] = []
    left = _MOST_CHARACTERS
    for reason in ordered[:_MOST]:
        short = _shortened(reason)
        left -= len(short.name) + len(short.before or "") + len(short.after or "")
        if left < 0 and listed:
            break
        listed.append(short)
    others = ordered[len(listed) :]
    return ListedReasons(tuple(listed), _counts(others), not others and tuple(listed) == reasons)


def _shortened(reason: Reason) -> Reason:
    before, after = (value and excerpt(value, _LONGEST_VALUE) for value in (reason.before, reason.after))
    return replace(reason, before=before, after=after)


def _counts(reasons: Any) -> tuple[ReasonCount, ...]:
    names: dict[str, list[str]] = {}
    for reason in reasons:
        names.setdefault(reason.kind, []).append(reason.name)
    found: list[ReasonCount] = []
    for kind, of_kind in names.items():
        if kind not in ENTRY_KINDS:
            found.append(ReasonCount(kind, None, len(of_kind)))
            continue
        folders = sorted(_by_folder([name.split("/")[:-1] for name in of_kind]).items())
        found += [ReasonCount(kind, folder, count) for folder, count in folders]
    return tuple(found)


def _by_folder(places: list[list[str]]) -> dict[str, int]:
    """Return the number of `places` in and below each folder, as deep as few folders hold all of them."""
    found: dict[str, int] = {}
    depth = 1
    while True:
        deeper = Counter("/".join(place[:depth]) for place in places)
        if len(deeper) > _MOST_FOLDERS and not found:
            found = dict(deeper.most_common(_MOST_FOLDERS - 1))
            found[""] = found.get("", 0) + len(places) - sum(found.values())
            return found
        if len(deeper) > _MOST_FOLDERS or deeper == found:
            return found
        found = dict(deeper)
        depth += 1
