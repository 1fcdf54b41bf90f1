"""Numbers are numbers, whatever ansible-core made of them."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._contract import (
    Contract,
    Request,
    read_contract,
)

NUMBERS: dict[str, Any] = {
    "user": "app",
    "min_uid": 1001,
    "max_size": "1 kB",
    "healthy_timeout": 10,
    "ports": [8000, 80],
    "inherited_ports": [443],
    "requests": [{"method": "GET", "path": "/", "status": 200, "headers": {}}],
    "headers": [],
    "stop_timeout": 5,
    "stop_codes": [0, 143],
    "secret_patterns": [],
    "secret_variables": ["TOKEN"],
}
TEXTS: dict[str, Any] = {
    **NUMBERS,
    "min_uid": "1001",
    "healthy_timeout": "10",
    "ports": ["8000", "80"],
    "inherited_ports": ["443"],
    "requests": [{"method": "GET", "path": "/", "status": "200", "headers": {}}],
    "stop_timeout": "5",
    "stop_codes": ["0", "143"],
}


@pytest.mark.parametrize("values", [NUMBERS, TEXTS], ids=["numbers", "texts"])
def test_numbers(values: dict[str, Any]) -> None:
    request = Request("GET", "/", 200)
    wanted = Contract("app", 1001, 1000, 10, [80, 8000], [443], [request], [], 5, [0, 143], [], ["TOKEN"])
    assert read_contract(values) == wanted


def test_a_size_that_is_none_is_named() -> None:
    with pytest.raises(ImageError, match="max_size: found 'big'"):
        read_contract({**NUMBERS, "max_size": "big"})


@pytest.mark.parametrize(
    ("values", "has_healthcheck", "claim"),
    [
        ({}, True, "container becomes healthy"),
        ({}, False, "container keeps running"),
        ({"workload": "job"}, True, "container ends by itself"),
    ],
)
def test_by_which_claim_a_container_fails(values: dict[str, Any], has_healthcheck: bool, claim: str) -> None:
    assert read_contract({**NUMBERS, **values}).for_image(has_healthcheck).running == (claim,)


@pytest.mark.parametrize(
    ("values", "lowest"),
    [({}, 1001), ({"third_party": True}, 1), ({"third_party": "True"}, 1), ({"third_party": True, "min_uid": 5}, 5)],
)
def test_the_lowest_uid_of_what_others_made(values: dict[str, Any], lowest: int) -> None:
    assert read_contract({**NUMBERS, **values}).for_image(True).min_uid == lowest


@pytest.mark.parametrize(("run_user", "uid"), [("", 5), ("999", 999), ("999:998", 999)])
def test_the_user_that_production_runs_it_as(run_user: str, uid: int) -> None:
    assert read_contract({**NUMBERS, "run_user": run_user}).run_uid(5) == uid
