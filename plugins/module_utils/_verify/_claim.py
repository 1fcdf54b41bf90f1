# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a claim about an image is, and which of them are failures of their own; no I/O (private to the collection)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any, Iterable, Mapping

HOLDS, BROKEN, NOT_JUDGED, LEFT_OUT = "holds", "broken", "not judged", "does not apply"
_SHOWN = 3


@dataclass(frozen=True)
class Finding:
    """One thing that breaks a claim, and how it is allowed: the role's variable, and the item to add to it."""

    what: str
    variable: str
    item: str

    @property
    def advice(self) -> str:
        """What a user does who means it."""
        return "{0}: if it is meant to be there, add to {1}: {2}".format(self.what, self.variable, self.item)


@dataclass(frozen=True)
class Claim:
    """What is said of an image, what was found and expected, and the claims that it fails with if they do (`after`).

    `ok` is false for a claim that is broken, and true for one that holds, was not judged, or does not apply, which
    `status` tells apart.
    """

    claim: str
    ok: bool
    found: str
    expected: str
    status: str = HOLDS
    findings: tuple[Finding, ...] = ()
    after: tuple[str, ...] = ()

    @classmethod
    def of(cls, claim: str, ok: object, found: object, expected: object, after: Iterable[str] = ()) -> Claim:
        """Return a claim that holds if `ok` is true, with both values as text."""
        return cls(claim, bool(ok), str(found), str(expected), HOLDS if ok else BROKEN, after=tuple(after))

    @classmethod
    def left_out(cls, claim: str, reason: str) -> Claim:
        """Return a claim that does not apply, for a reason."""
        return cls(claim, True, "does not apply: " + reason, "-", LEFT_OUT)

    def to_json(self) -> dict[str, Any]:
        """Return the claim as the role gives it."""
        document = asdict(self)
        del document["after"]
        document["findings"] = [{**asdict(finding), "advice": finding.advice} for finding in self.findings]
        return document


def none_of(claim: str, findings: Iterable[Finding], besides: str = "", after: Iterable[str] = ()) -> Claim:
    """Return a claim that holds if nothing was found; `besides` says what was found and does not count."""
    found = tuple(findings)
    text = some(finding.what for finding in found) + (" (besides {0})".format(besides) if besides else "")
    return replace(Claim.of(claim, not found, text, "none", after), findings=found)


def some(found: Iterable[str]) -> str:
    """Return the first of `found` and how many more there are."""
    every = list(found)
    more = len(every) - _SHOWN
    return (", ".join(every[:_SHOWN]) + (", and {0} more".format(more) if more > 0 else "")) or "none"


def settle(claims: list[Claim], left_out: Mapping[str, str]) -> list[Claim]:
    """Return the claims with one failure for each cause.

    What was left out by name does not apply; what fails because a claim before it failed was not judged.
    """
    kept = [
        Claim.left_out(claim.claim, left_out[claim.claim]) if claim.claim in left_out else claim for claim in claims
    ]
    broken = {claim.claim for claim in kept if not claim.ok}
    return [_follow(claim, [cause for cause in claim.after if cause in broken]) for claim in kept]


def _follow(claim: Claim, causes: list[str]) -> Claim:
    if claim.ok or not causes:
        return claim
    found = "not judged, since this is broken: {0}".format(causes[0])
    return replace(claim, ok=True, status=NOT_JUDGED, found=found, findings=())
