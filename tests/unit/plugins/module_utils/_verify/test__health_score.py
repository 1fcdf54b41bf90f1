"""The grade by Docker Scout's table."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._health_score import (
    POLICIES,
    grade_of,
    health_score,
)

APPROVED, RECENT = "base image is approved", "base image is recent"
SCORES: list[tuple[dict[str, str], int | None, str, int, int]] = [
    ({}, 1001, "F to A", 5, 85),
    ({}, 0, "F to A", 0, 85),
    ({}, None, "F to A", 0, 85),
    ({APPROVED: "holds"}, 1001, "E to A", 20, 70),
    ({APPROVED: "holds", RECENT: "holds"}, 1001, "D to A", 30, 60),
    ({APPROVED: "broken", RECENT: "holds"}, 1001, "E to B", 15, 60),
    ({APPROVED: "broken", RECENT: "not judged"}, 0, "F to B", 0, 70),
]


@pytest.mark.parametrize(("claims", "uid", "grade", "points", "unknown"), SCORES)
def test_score(claims: dict[str, str], uid: int | None, grade: str, points: int, unknown: int) -> None:
    document = [{"claim": name, "status": status, "found": ""} for name, status in claims.items()]
    found: dict[str, Any] = health_score(document, uid)
    assert (found["grade"], found["points"], found["not_evaluated"], found["total"]) == (grade, points, unknown, 90)
    assert all(each["reason"] for each in found["policies"] if each["status"] == "not evaluated")


@pytest.mark.parametrize(
    ("status", "found", "points"),
    [("holds", "spdx, provenance", 20), ("holds", "spdx", 5), ("broken", "spdx, provenance", 5)],
)
def test_attestations(status: str, found: str, points: int) -> None:
    claim = {"claim": "papers are there and signed", "status": status, "found": found}
    score = health_score([claim], 1001)
    assert (score["points"], score["not_evaluated"]) == (points, 70 if found != "spdx" else 85)


@pytest.mark.parametrize(
    ("points", "grade"),
    [(100, "A"), (91, "A"), (90, "B"), (71, "B"), (70, "C"), (51, "C"), (50, "D"), (31, "D"), (30, "E"), (11, "E"),
     (10, "F"), (0, "F")],
)  # fmt: skip
def test_grades_of_a_hundred_points(points: int, grade: str) -> None:
    assert grade_of(points, 100) == grade


def test_an_image_without_attestations_is_at_most_of_grade_c() -> None:
    """Docker Scout reads the base from the provenance, so that three policies go with it."""
    lost = {"Supply Chain Attestations", "Approved Base Images", "Up-to-Date Base Images"}
    total = sum(policy[0] for policy in POLICIES.values())
    assert grade_of(sum(policy[0] for name, policy in POLICIES.items() if name not in lost), total) == "C"
