# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether an image has to be built, and why; no I/O (private to the collection)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any, Dict

Inputs = Dict[
    str, Dict[str, str]
]  # kind -> name -> value; typing's Dict, since Python 3.8 has no dict[...] at run time
_FILES = ("file", "build_context")  # the kinds whose values describe an entry of a folder


@dataclass(frozen=True)
class Plan:
    """What is going to happen: `build` or not, and the `reasons` as `{kind, name, before, after}`."""

    build: bool
    reasons: list[dict[str, Any]] = field(default_factory=list)


def fingerprint(inputs: Inputs) -> str:
    """Return the SHA-256 of everything that decides what the image will be, in hexadecimal digits."""
    canonical = json.dumps(inputs, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def current_record(records: list[dict[str, Any]], tagged: str | None) -> dict[str, Any] | None:
    """Return the record of the image with the id `tagged`, else the first one, which is the latest, else None."""
    of_tagged = [record for record in records if record["image"].get("id") == tagged]
    return next(iter(of_tagged + records), None)


def make_plan(reference: str, inputs: Inputs, record: dict[str, Any] | None, tagged: str | None, rebuild: str) -> Plan:
    """Compare what is wanted with what was built.

    `record` is what the state file says or None, `tagged` the id of the image that holds the tag now or None,
    `rebuild` one of `when_changed`, `always` and `never`.
    """
    if rebuild == "always":
        return Plan(True, [_reason("rebuild", "always", None, None)])
    if rebuild == "never" and tagged is not None:
        return Plan(False)
    if tagged is None:
        before = record["image"].get("id") if record else None
        return Plan(True, [_reason("tag", reference, before, None)])
    if record is None:
        return Plan(True, [_reason("unrecorded", reference, None, tagged)])
    reasons = [_short(reason) for reason in _differences(record["inputs"], inputs)]
    if record["image"].get("id") != tagged:
        reasons.insert(0, _reason("tag", reference, record["image"].get("id"), tagged))
    return Plan(bool(reasons), reasons)


def describe_difference(before: Inputs | None, after: Inputs, plan: Plan) -> dict[str, str]:
    """Return the texts for Ansible's diff mode: a line `kind name: value` for each reason, and Dockerfiles whole.

    `before` are the recorded inputs, or None.
    """
    texts = {"before": (before or {}).get("dockerfile", {}), "after": after.get("dockerfile", {})}
    sides = {}
    for side, dockerfiles in texts.items():
        lines = []
        for reason in plan.reasons:
            value = dockerfiles.get(reason["name"]) if reason["kind"] == "dockerfile" else reason[side]
            if value is not None:
                lines.append("{kind} {name}: ".format(**reason) + value.rstrip("\n") + "\n")
        sides[side] = "".join(lines)
    return {"before_header": "recorded", "after_header": "wanted", **sides}


def explain_modes(reasons: list[dict[str, Any]]) -> list[str]:
    """Return a sentence about the files and folders of which nothing but the permission bits differs, or none."""
    changes = [
        (reason["name"], reason["before"].split(), reason["after"].split())
        for reason in reasons
        if reason["kind"] in _FILES and reason["before"] and reason["after"]
    ]
    found = [
        (name, before[1], after[1])
        for name, before, after in changes
        if before[0] == after[0] != "link" and before[2:] == after[2:] and before[1:2] != after[1:2]
    ]
    if not found:
        return []
    return [
        "{0} of {1} differ in nothing but their permission bits, such as {2} with {3} instead of {4}; a checkout under "
        "another umask does that. They are part of the image: give the files the same bits, or let the Dockerfile set "
        "them (COPY --chmod)".format(len(found), _counted(len(changes)), *found[0][:1], *found[0][:0:-1])
    ]


def _counted(number: int) -> str:
    return "1 changed entry" if number == 1 else "{0} changed entries".format(number)


def overlooked_files(record: dict[str, Any] | None, inputs: Inputs, stamps: Inputs) -> list[str]:
    """Return the files whose content changed while size and modification time did not, and folders of another mode.

    BuildKit takes them for unchanged: https://github.com/moby/buildkit/issues/4817 and 7176.
    """
    if record is None:
        return []
    found = []
    for kind, current in stamps.items():
        before, old = record["inputs"].get(kind, {}), record["stamps"].get(kind, {})
        for path, description in inputs[kind].items():
            if before.get(path) in (None, description):
                continue
            same_stamp = path in current and _size_and_time(old.get(path, "")) == _size_and_time(current[path])
            folders = before[path].startswith("folder ") and description.startswith("folder ")
            if same_stamp or folders:
                found.append(path)
    return sorted(found)


def settled_stamps(record: dict[str, Any] | None, inputs: Inputs, stamps: Inputs) -> Inputs | None:
    """Return the stamps of the `record` with what meanwhile proves that a file was not written, or None without news.

    A build that follows the writing of a file at once cannot tell whether it will be written again. Size and
    modification time stay those of the build, which BuildKit compares with.
    """
    if record is None or record["stamps"] == stamps or record["inputs"] != inputs:
        return None
    before = record["stamps"]
    settled = {
        kind: {
            path: current[path] if _size_and_time(current.get(path, "")) == _size_and_time(old) else old
            for path, old in before.get(kind, {}).items()
        }
        for kind, current in stamps.items()
    }
    return settled if settled != before else None


def _size_and_time(stamp: str) -> list[str]:
    """Return what BuildKit compares of a file's stamp."""
    return stamp.split()[:2]


def _differences(before: Inputs, after: Inputs) -> list[dict[str, Any]]:
    reasons = []
    for kind in sorted(set(before) | set(after)):
        old, new = before.get(kind, {}), after.get(kind, {})
        for name in sorted(set(old) | set(new)):
            if old.get(name) != new.get(name):
                reasons.append(_reason(kind, name, old.get(name), new.get(name)))
    return reasons


def _short(reason: dict[str, Any]) -> dict[str, Any]:
    """Name a whole file by its digest; diff mode shows its text."""
    if reason["kind"] != "dockerfile":
        return reason
    digests = {side: reason[side] and hashlib.sha256(reason[side].encode()).hexdigest() for side in ("before", "after")}
    return {**reason, **digests}


def _reason(kind: str, name: str, before: str | None, after: str | None) -> dict[str, Any]:
    return {"kind": kind, "name": name, "before": before, "after": after}
