"""One cause is one failure, and what does not apply is listed as such."""

from __future__ import annotations

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._claim import (
    Claim,
    Finding,
    none_of,
    settle,
    some,
)


def broken(name: str, *after: str) -> Claim:
    return Claim.of(name, False, "x", "y", after)


@pytest.mark.parametrize(
    ("claims", "left_out", "statuses"),
    [
        ([broken("a"), broken("b")], {}, ["broken", "broken"]),
        ([broken("a"), broken("b", "a")], {}, ["broken", "not judged"]),
        ([broken("b", "a"), broken("a")], {}, ["not judged", "broken"]),
        ([broken("a"), broken("b", "a"), broken("c", "b")], {}, ["broken", "not judged", "not judged"]),
        ([Claim.of("a", True, "x", "x"), broken("b", "a")], {}, ["holds", "broken"]),
        ([broken("a"), Claim.of("b", True, "x", "x", ["a"])], {}, ["broken", "holds"]),
        ([broken("a"), broken("b", "a")], {"a": "why"}, ["does not apply", "broken"]),
        ([broken("a"), broken("b", "a")], {"b": "why"}, ["broken", "does not apply"]),
    ],
)
def test_settle(claims: list[Claim], left_out: dict[str, str], statuses: list[str]) -> None:
    settled = settle(claims, left_out)
    assert [claim.status for claim in settled] == statuses
    assert [claim.ok for claim in settled] == [status != "broken" for status in statuses]


def test_what_was_not_judged_names_its_cause() -> None:
    assert settle([broken("a"), broken("b", "a")], {})[1].found == "not judged, since this is broken: a"


def test_none_of_has_each_finding_and_shows_three() -> None:
    claim = none_of("clean", [Finding(name, "allowed", name) for name in "abcde"], "two others")
    assert (claim.ok, claim.found, len(claim.findings)) == (False, "a, b, c, and 2 more (besides two others)", 5)
    assert claim.to_json()["findings"][4] == {
        "what": "e", "variable": "allowed", "item": "e",
        "advice": "e: if it is meant to be there, add to allowed: e",
    }  # fmt: skip
    assert none_of("clean", []).found == "none"


def test_some() -> None:
    assert (some([]), some(["a"]), some("abcd")) == ("none", "a", "a, b, c, and 1 more")
