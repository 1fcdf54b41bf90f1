"""The image that another one begins with, found by layers."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._base_claims import base_claims
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._claim import Claim, settle
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._contract import read_contract
from ansible_collections.sovd.prod_images.tests.unit.plugins.module_utils._verify.test__contract import NUMBERS

NOW = 1_800_000_000  # 2027-01-15T08:00:00Z


def image(layers: str, *tags: str, created: str = "2027-01-05T08:00:00Z", digest: str = "") -> dict[str, Any]:
    """An image whose layers are letters."""
    return {"tags": [*tags], "digests": [digest] if digest else None, "created": created, "layers": [*layers]}


IMAGE = image("abcd", "app:1")
PYTHON, OTHER = image("ab", "python:3.11-slim", digest="python@sha256:d"), image("abc", "evil/python:1")
# title: (approved, largest age, images, what is broken, what was found)
JUDGED: dict[str, tuple[list[str], int, list[dict[str, Any]], list[str], str]] = {
    "by tag": (["python:3.11-slim"], 0, [IMAGE, PYTHON], [], "python:3.11-slim"),
    "by tag and digest": (["python:3.11-slim@*"], 0, [IMAGE, PYTHON], [], "python:3.11-slim"),
    "the one that has most layers": (["python"], 0, [IMAGE, PYTHON, OTHER], ["approved"], "evil/python:1"),
    "one of those with the same layers": (
        ["python"],
        0,
        [IMAGE, image("ab", "x:1"), PYTHON],
        [],
        "python:3.11-slim, x:1",
    ),
    "another order of layers": (
        ["python"],
        0,
        [IMAGE, image("ba", "python:1")],
        ["approved"],
        "no image of this engine",
    ),
    "the image itself under another name": (["other"], 0, [IMAGE, image("abcd", "other:1")], ["approved"], "no image"),
    "one without layers": (["empty"], 0, [IMAGE, image("", "empty:1")], ["approved"], "no image"),
    "of the last day": (["python"], 11, [IMAGE, PYTHON], [], "python:3.11-slim, 10 days old"),
    "too old": ([], 10, [IMAGE, PYTHON], ["recent"], "python:3.11-slim, 10 days old"),
    "of no time": (
        [],
        10,
        [IMAGE, image("a", "b:1", created="0001-01-01T00:00:00Z")],
        ["recent"],
        "no image with a time",
    ),
    "not there": (["python"], 10, [IMAGE], ["approved"], "not judged, since this is broken: base image is approved"),
}


def claims_of(approved: list[str], days: int, images: list[dict[str, Any]]) -> list[Claim]:
    values = {**NUMBERS, "user": "", "approved_bases": approved, "max_base_age": days}
    claims: list[Claim] = settle(base_claims(images, NOW, read_contract(values)), {})
    return claims


@pytest.mark.parametrize(("approved", "days", "images", "names", "found"), JUDGED.values(), ids=JUDGED.keys())
def test_base(approved: list[str], days: int, images: list[dict[str, Any]], names: list[str], found: str) -> None:
    claims = claims_of(approved, days, images)
    assert [claim.claim for claim in claims if not claim.ok] == [f"base image is {name}" for name in names]
    assert claims[-1].found.startswith(found)
    assert len(claims) == bool(approved) + bool(days)


def test_nothing_is_said_where_nothing_is_demanded() -> None:
    assert claims_of([], 0, []) == []
