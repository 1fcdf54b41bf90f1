"""The claims as types. Each claim broken once is in tests/unit/plugins/filter/test_image_claims.py."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._claim import Claim
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._claims import judge
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


def test_a_container_that_never_ran_is_one_failure() -> None:
    claims = judge({**OBSERVED, "image": {**OBSERVED["image"], "healthcheck": {"interval": 5.0}}}, CONTRACT)
    assert [claim.claim for claim in claims if not claim.ok] == ["container becomes healthy"]
    assert [claim.claim for claim in claims if claim.status == "not judged"] == [
        "processes run as the user",
        "process has no rights",
        "ports answer",
        "root file system is read-only",
        "GET /x is answered",
        "SIGQUIT ends it",
    ]


def test_secrets_that_the_container_was_given_are_in_no_claim() -> None:
    state = {"Running": False, "ExitCode": 1, "Log": "cannot reach postgres://shop:Xk39@db, pass Qq77Zz"}
    given = {"DATABASE_URL": "postgres://shop:Xk39@db", "ADMIN_PASSWORD": "Qq77Zz"}
    claims = {claim.claim: claim for claim in judge({**OBSERVED, "state": state, "given": given}, CONTRACT)}
    assert claims["container keeps running"].found == "ended with 1: cannot reach postgres://shop:***@db, pass ***"


def test_a_claim_is_left_out_by_its_name_and_listed() -> None:
    reason = "a worker that answers nothing"
    contract = replace(CONTRACT, left_out={"health check is there": reason})
    claims = {claim.claim: claim for claim in judge(OBSERVED, contract)}
    assert claims["health check is there"].found == f"does not apply: {reason}"
    assert claims["health check is there"].status == "does not apply"
    with pytest.raises(ImageError, match="image_verify_left_out: found 'healthy', expected claims of this image: user"):
        judge(OBSERVED, replace(CONTRACT, left_out={"healthy": reason}))


def test_a_probe_that_fails_beside_a_running_container_is_told() -> None:
    with pytest.raises(ImageError, match="image_verify_probe_image: found no python3, expected answers"):
        judge({**OBSERVED, "probe_error": "no python3"}, CONTRACT)


def test_an_image_that_is_not_run_has_no_claims_about_a_container() -> None:
    claims = {claim.claim: claim for claim in judge(OBSERVED, replace(CONTRACT, workload="none"))}
    assert {claim.status for claim in claims.values()} == {"holds", "does not apply"}
    assert claims["ports answer"].found == "does not apply: image_verify_workload is none"
    assert claims["no secret in the layers"].status == "holds"


@pytest.mark.parametrize(
    ("state", "ok"),
    [({"Running": False, "ExitCode": 0}, True), ({"Running": False, "ExitCode": 1}, False), ({"Running": True}, False)],
)
def test_a_job_ends_by_itself(state: dict[str, Any], ok: bool) -> None:
    claims = {c.claim: c for c in judge({**OBSERVED, "state": state}, replace(CONTRACT, workload="job"))}
    assert claims["container ends by itself"].ok is ok
    assert claims["health check is there"].status == "does not apply"


def test_what_others_have_made_is_not_blamed_for_how() -> None:
    image = {**OBSERVED["image"], "user": {**USER, "value": "redis", "uid": 999}}
    contents = {
        **CONTENTS,
        "foreign_files": ["/data/x"],
        "writable_paths": ["/data"],
        "forbidden_programs": ["/usr/bin/make"],
    }
    state = {"Running": True}
    contract = replace(CONTRACT, third_party=True, user="", requests=[])
    claims = judge({**OBSERVED, "image": image, "contents": contents, "state": state}, contract)
    assert [claim.claim for claim in claims if claim.status == "does not apply"] == [
        "user is a number", "user has a name", "health check is there", "files belong to root",
        "files cannot be changed by the user", "forbidden programs are absent",
    ]  # fmt: skip
    assert "user is unprivileged" not in [claim.claim for claim in claims if not claim.ok]


def test_claims_are_texts() -> None:
    found = {claim.claim: claim for claim in judge(OBSERVED, CONTRACT)}
    assert found["size is within the limit"] == Claim("size is within the limit", True, "100 B", "100 B")
    assert found["SIGQUIT ends it"].expected == "exit code 0 or 143 within 5 s"
