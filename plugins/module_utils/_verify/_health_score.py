# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The grade that Docker Scout's published table gives an image, as far as it can be known; no I/O (private).

https://docs.docker.com/scout/policy/scores/ has the points of each policy, and the percentage of each grade. The
gates of SonarQube are not among them, since an organisation has to switch them on.
"""

from __future__ import annotations

from typing import Any, Iterable

from ._base_claims import APPROVED, RECENT
from ._claim import BROKEN, HOLDS
from ._paper_claims import PAPERS, has_attestations

NOT_EVALUATED = "not evaluated"
_GRADES = ((90, "A"), (70, "B"), (50, "C"), (30, "D"), (10, "E"))  # the percentage that is to be exceeded
# policy: (points, the claim that tells, why it may not)
POLICIES = {
    "Severity-Based Vulnerability": (20, "", "no list of vulnerabilities is asked"),
    "High-Profile Vulnerabilities": (20, "", "no list of vulnerabilities is asked"),
    "Supply Chain Attestations": (15, PAPERS, "image_verify_published is empty"),
    "Approved Base Images": (15, APPROVED, "image_verify_approved_bases is empty"),
    "Up-to-Date Base Images": (10, RECENT, "image_verify_max_base_age is 0"),
    "Default Non-Root User": (5, "", ""),
    "Compliant Licenses": (5, "", "no bill of materials with licenses is read"),
}
_USER = "Default Non-Root User"


def health_score(claims: Iterable[dict[str, Any]], uid: int | None) -> dict[str, Any]:
    """Return `grade`, `points`, `not_evaluated` and `total` points, and the `policies` with `status` and `reason`.

    `claims` are those of the role image_verify, `uid` that of the image's own USER. The grade is a range, such as D to
    A, from all that is not evaluated being wrong to all of it being right.
    """
    found = {claim["claim"]: claim for claim in claims}
    status = {name: claim["status"] for name, claim in found.items()}
    if status.get(PAPERS) == HOLDS and not has_attestations(found[PAPERS]):
        del status[PAPERS]  # fewer were asked for than Docker Scout does
    policies: list[dict[str, Any]] = [
        {"policy": policy, "points": points, **_judged(policy, status.get(claim), reason, uid)}
        for policy, (points, claim, reason) in POLICIES.items()
    ]
    total = sum(points for points, _claim, _reason in POLICIES.values())
    reached = sum(each["points"] for each in policies if each["status"] == "compliant")
    unknown = sum(each["points"] for each in policies if each["status"] == NOT_EVALUATED)
    lowest, highest = grade_of(reached, total), grade_of(reached + unknown, total)
    return {
        "grade": lowest if lowest == highest else "{0} to {1}".format(lowest, highest),
        "points": reached,
        "not_evaluated": unknown,
        "total": total,
        "policies": policies,
    }


def grade_of(points: int, total: int) -> str:
    """Return the grade of `points` of `total`."""
    return next((grade for percent, grade in _GRADES if 100 * points > percent * total), "F")


def _judged(policy: str, status: str | None, reason: str, uid: int | None) -> dict[str, str]:
    if policy == _USER:
        compliant = uid not in (None, 0)
        return {"status": "compliant" if compliant else "not compliant", "reason": "USER has UID {0}".format(uid)}
    if status == HOLDS:
        return {"status": "compliant", "reason": ""}
    if status == BROKEN:
        return {"status": "not compliant", "reason": ""}
    return {"status": NOT_EVALUATED, "reason": reason if status is None else "the claim was not judged"}
