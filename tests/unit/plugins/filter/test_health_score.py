"""The filter of the grade."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.sovd.prod_images.plugins.filter.health_score import FilterModule

SCORE = FilterModule().filters()["health_score"]


@pytest.mark.parametrize(
    ("uid", "status"), [(1001, "compliant"), ("1001", "compliant"), (0, "not compliant"), (None, "not compliant")]
)
def test_user(uid: int | str | None, status: str) -> None:
    policies = {each["policy"]: each["status"] for each in SCORE([], uid)["policies"]}
    assert policies["Default Non-Root User"] == status


@pytest.mark.parametrize("claims", [3, [{"claim": "x"}]])
def test_what_is_no_claim_is_refused(claims: object) -> None:
    with pytest.raises(AnsibleFilterError, match=r"^health_score: found .* expected claims and a UID"):
        SCORE(claims, 1)
