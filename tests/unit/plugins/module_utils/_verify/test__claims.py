"""The claims as types. Each claim broken once is in tests/unit/plugins/filter/test_image_claims.py."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._claims import Claim, judge
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._contract import Contract, Request

from tests.unit.plugins.sample_facts import CONTENTS, USER

CONTRACT = Contract(
    user="app",
    min_uid=1001,
    max_size=100,
    healthy_timeout=10,
    ports=[],
    inherited_ports=[],
    requests=[Request("GET", "/x", 200)],
    headers=[],
    stop_timeout=5,
    stop_codes=[0, 143],
    secret_patterns=["AKIA"],
    secret_variables=["TOKEN"],
)
# An image of which no container ever ran.
OBSERVED: dict[str, Any] = {
    "image": {
        "user": USER,
        "healthcheck": None,
        "ports": ["8000/tcp"],
        "env": {},
        "size": 100,
        "stop_signal": "SIGQUIT",
    },
    "contents": CONTENTS,
    "history": [],
    "before": [],
    "state": {},
    "probe": {},
    "whoami": "",
    "commands": [],
    "stopped": {},
}


def test_claims_about_a_container_that_never_ran_do_not_hold() -> None:
    unseen = [claim for claim in judge(OBSERVED, CONTRACT) if claim.found == "no container to look at"]
    assert [claim.claim for claim in unseen if claim.ok] == []
    assert [claim.claim for claim in unseen] == [
        "processes run as the user",
        "process has no rights",
        "ports answer",
        "root file system is read-only",
        "GET /x is answered",
        "SIGQUIT ends it",
    ]


def test_claims_are_texts() -> None:
    found = {claim.claim: claim for claim in judge(OBSERVED, CONTRACT)}
    assert found["size is within the limit"] == Claim("size is within the limit", True, "100 B", "100 B")
    assert found["SIGQUIT ends it"].expected == "exit code 0 or 143 within 5 s"


# value of the variable TOKEN, whether it is a secret
VALUES = [("", False), ("$OTHER", False), ("x", True), ("AKIA1", True)]


@pytest.mark.parametrize(("value", "secret"), VALUES)
def test_secret_in_the_environment(value: str, secret: bool) -> None:
    observed = {**OBSERVED, "image": {**OBSERVED["image"], "env": {"TOKEN": value, "TOKEN_FILE": "/run/x"}}}
    (claim,) = [claim for claim in judge(observed, CONTRACT) if claim.claim == "no secret in the environment"]
    assert (claim.ok, claim.found) == (not secret, "TOKEN" if secret else "none")
