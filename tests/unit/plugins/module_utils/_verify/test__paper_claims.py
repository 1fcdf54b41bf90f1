"""What lies beside a published image, by the answer of image_promote."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._paper_claims import (
    has_attestations,
    paper_claims,
)

IMAGE = {"id": "sha256:1"}
GOOD = {"reference": "r/a@sha256:0", "ids": ["sha256:0", "sha256:1"], "papers": {"spdx": "sha256:2"}}
# title: (answer, broken claims)
ANSWERS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "nothing asked": ({}, []),
    "good": (GOOD, []),
    "another image": ({**GOOD, "ids": ["sha256:0"]}, ["published image is this one"]),
    "refused": ({"msg": "policy: found none"}, ["papers are there and signed"]),
    "no answer": ({"rc": 1}, ["papers are there and signed"]),
}


@pytest.mark.parametrize(("answer", "names"), ANSWERS.values(), ids=ANSWERS.keys())
def test_claims(answer: dict[str, Any], names: list[str]) -> None:
    claims = paper_claims(answer, IMAGE)
    assert [claim.claim for claim in claims if not claim.ok] == names
    assert bool(claims) == bool(answer)


@pytest.mark.parametrize(
    ("found", "enough"),
    [
        ("spdx, provenance", True),
        ("cyclonedx, provenance", True),
        ("spdx linux/amd64, spdx linux/arm64, provenance", True),
        ("spdx", False),
        ("provenance", False),
        ("none", False),
    ],
)
def test_attestations_are_a_bill_and_the_provenance(found: str, enough: bool) -> None:
    assert has_attestations({"found": found}) is enough
