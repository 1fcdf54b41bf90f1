"""Which images a build may begin with, by the patterns of their names and the time that they were made."""

from __future__ import annotations

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._base_policy import (
    age_in_days,
    is_approved,
    old_bases,
    seconds_of,
    unapproved_bases,
)

DIGEST = "@sha256:" + "0" * 64
NOW = 1_800_000_000  # 2027-01-15T08:00:00Z
APPROVALS = [
    ("python:3.11-slim", "python:3.11-slim", True),
    ("python:3.11-slim", "python", True),
    ("python", "python", True),
    ("docker.io/library/python:3.11-slim", "python:3.11-slim", True),
    ("docker.io/library/python", "python", True),
    ("python:3.12", "python:3.11-slim", False),
    ("pythonic:3.11-slim", "python", False),
    ("registry.example/python:3.11-slim", "python:3.11-slim", False),
    ("registry.example/python", "python", False),
    ("registry.example:5000/base/python:1", "registry.example:5000/base/*", True),
    ("registry.example:5000/base/python:1", "registry.example:5000/base/python", True),
    ("registry.example:5000/python", "registry.example:5000/python", True),
    ("registry.example.evil/base/python", "registry.example/base/*", False),
    ("python:3.11-slim" + DIGEST, "python", True),
    ("python:3.11-slim" + DIGEST, "python:3.11-slim", False),  # the tag says nothing of the digest
    ("python:3.11-slim" + DIGEST, "python:3.11-slim@*", True),
    ("python" + DIGEST, "python" + DIGEST, True),
    ("python@sha256:" + "1" * 64, "python" + DIGEST, False),
    ("Python", "python", False),
]
TIMES = [
    ("2027-01-15T08:00:00Z", NOW),
    ("2027-01-15T08:00:00.123456789Z", NOW),
    ("2027-01-15T10:30:00.1+02:30", NOW),
    ("2027-01-15T07:00:00-01:00", NOW),
    ("1970-01-01T00:00:00Z", 0),
    ("0001-01-01T00:00:00Z", None),
    ("", None),
    (None, None),
    ("yesterday", None),
]


@pytest.mark.parametrize(("reference", "pattern", "approved"), APPROVALS)
def test_approval(reference: str, pattern: str, approved: bool) -> None:
    assert is_approved(reference, ["other/*", pattern]) is approved


def test_each_image_that_is_not_approved_is_named() -> None:
    found = unapproved_bases(["python:3.11", "node:20", "evil"], ["python", "nginx:*"])
    assert found == [f"approved_bases has python, nginx:*, found {base}" for base in ("evil", "node:20")]


@pytest.mark.parametrize(("text", "seconds"), TIMES)
def test_times_as_engines_write_them(text: str | None, seconds: int | None) -> None:
    assert seconds_of(text) == seconds


def test_age() -> None:
    created = {
        "new": "2027-01-06T08:00:00Z",
        "old": "2027-01-04T07:59:59Z",
        "gone": None,
        "edge": "2027-01-05T08:00:00Z",
    }
    gone, old = old_bases(created, 10, NOW)
    assert gone.startswith("max_base_age is 10 days, found no time of creation of gone, which is not on this engine")
    assert old == "max_base_age is 10 days, found old of 2027-01-04, 11 days old; pull a newer one"
    assert age_in_days(NOW - 86399, NOW) == 0
