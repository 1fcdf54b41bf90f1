"""What a container's state, answers and end say. Each claim broken once is in test_image_claims.py of the filters."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._container_claims import (
    NO_CHECK_LABEL,
    answer_claims,
    command_claim,
    process_claims,
    running_claims,
    stop_claim,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._contract import read_contract
from ansible_collections.sovd.prod_images.tests.unit.plugins.module_utils._verify.test__contract import NUMBERS

CHECK = {"healthcheck": {"interval": 5.0}, "ports": ["80/tcp", "8000/tcp"], "stop_signal": None}
NO_CHECK = {**CHECK, "healthcheck": None}
# title: image, state, claim, what is found
STATES: dict[str, tuple[dict[str, Any], dict[str, Any], str, str]] = {
    "healthy": (CHECK, {"Running": True, "Health": {"Status": "healthy"}}, "container becomes healthy", "healthy"),
    "no answer yet": (
        CHECK,
        {"Running": True, "Health": {"Status": "starting", "Log": []}, "Log": "loading"},
        "container becomes healthy",
        "starting; its check has not ended yet; its log ends with 'loading'",
    ),
    "a check that is silent": (
        CHECK,
        {"Running": True, "Health": {"Status": "unhealthy", "Log": [{"ExitCode": 7, "Output": ""}]}},
        "container becomes healthy",
        "unhealthy; its check ended with 7 and said 'nothing'; it logged nothing",
    ),
    "ended": (
        CHECK,
        {"Running": False, "ExitCode": 3, "Log": "no database"},
        "container becomes healthy",
        "ended with 3: no database",
    ),
    "killed": (
        CHECK,
        {"Running": False, "ExitCode": 137, "OOMKilled": True},
        "container becomes healthy",
        "ended with 137 (out of memory): no output",
    ),
    "a worker runs": (NO_CHECK, {"Running": True}, "container keeps running", "it runs"),
    "a worker ended": (
        NO_CHECK,
        {"Running": False, "ExitCode": 1},
        "container keeps running",
        "ended with 1: no output",
    ),
}


@pytest.mark.parametrize("title", STATES)
def test_state(title: str) -> None:
    image, state, claim, found = STATES[title]
    contract = read_contract(NUMBERS).for_image(image["healthcheck"] is not None)
    assert running_claims(image, state, contract)[-1].claim == claim
    assert running_claims(image, state, contract)[-1].found == found


def test_an_image_may_say_why_it_has_no_health_check() -> None:
    contract = read_contract(NUMBERS).for_image(False)
    first, _runs = running_claims({**NO_CHECK, "labels": {NO_CHECK_LABEL: "a worker"}}, {"Running": True}, contract)
    assert (first.claim, first.status, first.found) == (
        "health check is there",
        "does not apply",
        "does not apply: a worker",
    )
    first, _runs = running_claims({**NO_CHECK, "labels": {NO_CHECK_LABEL: ""}}, {"Running": True}, contract)
    assert not first.ok
    first, _healthy = running_claims({**CHECK, "labels": {NO_CHECK_LABEL: "a worker"}}, {}, contract.for_image(True))
    assert first.ok


@pytest.mark.parametrize(
    ("state", "found", "ok"),
    [
        ({"Running": False, "ExitCode": 0}, "ended with 0: no output", True),
        ({"Running": True, "ExitCode": 0}, "it still runs", False),
        ({"Log": "no such file"}, "not started: no such file", False),
    ],
)
def test_job(state: dict[str, Any], found: str, ok: bool) -> None:
    contract = read_contract({**NUMBERS, "workload": "job"}).for_image(True)
    (claim,) = running_claims(CHECK, state, contract)
    assert (claim.claim, claim.found, claim.ok) == ("container ends by itself", found, ok)


def test_what_is_asked_of_a_container_fails_with_it() -> None:
    contract = read_contract({**NUMBERS, "headers": ["A"]}).for_image(True)
    claims = [*process_claims({}, CHECK, contract), *answer_claims({}, contract), stop_claim({}, CHECK, contract)]
    claims.append(command_claim("command", {"rc": 1, "stderr": "", "stdout": "", "item": {"name": "x"}}, contract))
    assert [claim.claim for claim in claims if "container becomes healthy" not in claim.after] == ["ports are exposed"]


def test_headers_of_an_answer_that_is_none_fail_with_it() -> None:
    contract = read_contract({**NUMBERS, "headers": ["A"]})
    answer, headers = answer_claims({"answers": [{"status": 0, "headers": [], "error": "refused"}]}, contract)
    assert answer.claim in headers.after
    answer, headers = answer_claims({"answers": [{"status": 500, "headers": [], "error": ""}]}, contract)
    assert answer.claim not in headers.after


def test_an_image_without_ports_has_no_claims_about_them() -> None:
    contract = read_contract({**NUMBERS, "ports": [], "requests": [], "inherited_ports": []})
    claims = process_claims({}, {**CHECK, "ports": []}, contract)
    assert [claim.claim for claim in claims if claim.status == "does not apply"] == [
        "ports are exposed",
        "ports answer",
    ]
    with_requests = read_contract({**NUMBERS, "ports": [], "inherited_ports": []})
    assert not process_claims({}, {**CHECK, "ports": []}, with_requests)[1].ok
