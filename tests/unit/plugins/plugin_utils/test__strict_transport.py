"""Strict-Transport-Security as maps of nginx."""

from __future__ import annotations

import re

import pytest
from ansible_collections.sovd.prod_images.plugins.plugin_utils._strict_transport import (
    VARIABLE,
    at_least,
    strict_transport,
)


@pytest.mark.parametrize("number", [1, 9, 10, 99, 604800, 31536000, 2**31 - 1])
def test_at_least(number: int) -> None:
    pattern = re.compile(f"(?:{at_least(number)})\\Z")
    for other in (1, 9, 10, 99, 100, number - 1, number, number + 1, number * 2, number * 10, number // 10, 2**40):
        assert bool(pattern.match(str(other))) == (other >= number), other


def test_maps_without_a_backend() -> None:
    (one,) = strict_transport(5, frozenset({"preload"}), "$scheme", proxies=False)
    assert (one.source, one.variable) == ("$scheme", VARIABLE)
    assert one.entries == (("default", ""), ("https", "max-age=5; preload"))


def test_a_flag_of_the_page_is_always_there() -> None:
    maps = {one.variable: one for one in strict_transport(5, frozenset({"includeSubDomains"}), "$scheme", proxies=True)}
    assert maps["$hsts_subdomains"].entries[0] == ("default", "; includeSubDomains")
    assert maps["$hsts_preload"].entries == (("default", ""), ("~*preload", "; preload"))
    assert maps[VARIABLE].entries == (("default", ""), ("https", "max-age=$hsts_seconds$hsts_subdomains$hsts_preload"))


def test_no_seconds_leave_it_to_the_backend() -> None:
    alone = strict_transport(0, frozenset(), "$scheme", proxies=False)[-1]
    passed_on = strict_transport(0, frozenset(), "$scheme", proxies=True)[-1]
    assert dict(alone.entries) == {"default": "", "https": ""}
    assert set(dict(passed_on.entries).values()) == {"$upstream_http_strict_transport_security"}


def test_each_line_names_what_sets_it() -> None:
    maps = strict_transport(5, frozenset(), "$scheme", proxies=True)
    assert [one.setting for one in maps] == ["HSTS_MAX_AGE", "HSTS_INCLUDE_SUBDOMAINS", "HSTS_PRELOAD", "HSTS_MAX_AGE"]
