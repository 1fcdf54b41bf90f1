# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether an image has to be built, and why; no I/O (private to the collection)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from ._reason import Reason
from ._record import ENTRY_KINDS, InputValues, Record


@dataclass(frozen=True)
class Plan:
    """What is going to happen: `build` or not, and why."""

    build: bool
    reasons: tuple[Reason, ...] = ()


def fingerprint(inputs: InputValues) -> str:
    """Return the SHA-256 of everything that decides what the image will be, in hexadecimal digits."""
    canonical = json.dumps(inputs, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def current_record(records: list[Record], tagged: str | None) -> Record | None:
    """Return the record of the image with the id `tagged`, else the first one, which is the latest, else None."""
    of_tagged = [record for record in records if record.image.id == tagged]
    return next(iter(of_tagged + records), None)


def make_plan(reference: str, inputs: InputValues, record: Record | None, tagged: str | None, rebuild: str) -> Plan:
    """Compare what is wanted with what was built.

    `record` is the last build's or None, `tagged` the id of the image that holds the tag now or None,
    `rebuild` one of `when_changed`, `always` and `never`.
    """
    if rebuild == "always":
        return Plan(True, (Reason("rebuild", "always"),))
    if rebuild == "never" and tagged is not None:
        return Plan(False)
    if tagged is None:
        return Plan(True, (Reason("tag", reference, before=record.image.id if record else None),))
    if record is None:
        return Plan(True, (Reason("unrecorded", reference, after=tagged),))
    reasons = [difference.shortened() for difference in _differences(record.inputs, inputs)]
    if record.image.id != tagged:
        reasons.insert(0, Reason("tag", reference, record.image.id, tagged))
    return Plan(bool(reasons), tuple(reasons))


def explain_modes(reasons: tuple[Reason, ...]) -> list[str]:
    """Return a sentence about the files and folders of which nothing but the permission bits differs, or none."""
    changes, found = 0, 0
    example = ("", "", "")
    for reason in reasons:
        if reason.kind not in ENTRY_KINDS or not reason.before or not reason.after:
            continue
        changes += 1
        before, after = reason.before.split(), reason.after.split()
        if before[0] == after[0] != "link" and before[2:] == after[2:] and before[1:2] != after[1:2]:
            example = example if found else (reason.name, after[1], before[1])
            found += 1
    if not found:
        return []
    return [
        "{0} of {1} differ in nothing but their permission bits, such as {2} with {3} instead of {4}; a checkout under "
        "another umask does that. They are part of the image: give the files the same bits, or let the Dockerfile set "
        "them (COPY --chmod)".format(found, _counted(changes), *example)
    ]


def _counted(number: int) -> str:
    return "1 changed entry" if number == 1 else "{0} changed entries".format(number)


def refreshed_stat_data(record: Record | None, inputs: InputValues, stat_data: InputValues) -> InputValues | None:
    """Return the stat_data of the `record` with what proves meanwhile that a file was not written, None without news.

    A file that is written just before a build is racy, as git calls it: it can be written again unseen. Size and
    modification time stay those of the build, which BuildKit compares with.
    """
    if record is None or record.stat_data == stat_data or record.inputs != inputs:
        return None
    before = record.stat_data
    refreshed = {
        kind: {
            path: current[path] if _size_and_time(current.get(path, "")) == _size_and_time(old) else old
            for path, old in before.get(kind, {}).items()
        }
        for kind, current in stat_data.items()
    }
    return refreshed if refreshed != before else None


def _size_and_time(stat_data: str) -> list[str]:
    """Return what BuildKit compares of a file's stat_data."""
    return stat_data.split()[:2]


def _differences(before: InputValues, after: InputValues) -> list[Reason]:
    reasons = []
    for kind in sorted(set(before) | set(after)):
        old, new = before.get(kind, {}), after.get(kind, {})
        if old == new:
            continue
        for name in sorted(set(old) | set(new)):
            if old.get(name) != new.get(name):
                reasons.append(Reason(kind, name, old.get(name), new.get(name)))
    return reasons
