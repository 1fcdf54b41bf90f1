"""The locations that nginx passes on: what the user wrote, completed."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.plugin_utils._nginx_locations import (
    Common,
    Location,
    backend_of,
    bodies_in_files,
    byte_count,
    locations,
)

COMMON = Common(
    url="http://backend:8000", host="", read_timeout="60s", websocket_timeout="1h", max_body_size="1m", space="32m"
)


def completed(*proxies: dict[str, Any], common: Common = COMMON) -> list[Location]:
    found: list[Location] = locations(proxies, "", "", common)
    return found


@pytest.mark.parametrize(("size", "count"), [(1024, 1024), ("0", 0), ("16k", 16384), ("1M", 2**20), ("2g", 2**31)])
def test_a_size(size: object, count: int) -> None:
    assert byte_count(size) == count


@pytest.mark.parametrize(
    ("space", "largest", "count"),
    [("32m", "1m", 32), ("32m", "5m", 6), ("32m", "100m", 0), ("32m", "0", 0), ("0", "1m", 0), ("32m", "1k", 2048)],
)
def test_bodies_in_files(space: str, largest: str, count: int) -> None:
    assert bodies_in_files(space, largest) == count


@pytest.mark.parametrize(
    ("url", "host", "address", "pattern"),
    [
        ("http://backend:8000", "backend", "backend:8000", "backend(?::8000)?"),
        ("https://api.example", "api.example", "api.example:443", r"api\.example(?::443)?"),
        ("http://[2001:db8::1]", "[2001:db8::1]", "[2001:db8::1]:80", r"\[2001:db8::1\](?::80)?"),
    ],
)
def test_a_backend(url: str, host: str, address: str, pattern: str) -> None:
    backend = backend_of(url, "backend")
    assert (backend.host, backend.address, backend.pattern) == (host, address, pattern)


def test_the_usual_two_come_first_and_empty_ones_are_none() -> None:
    found = locations([{"path": "/graphql", "exact": True}], "/api/", "/ws/", COMMON)
    assert [(one.name, one.path, one.websocket, one.read_timeout) for one in found] == [
        ("api", "/api/", False, "60s"),
        ("websocket", "/ws/", True, "1h"),
        ("proxy_1", "/graphql", False, "60s"),
    ]
    assert completed() == []


def test_each_origin_is_one_backend() -> None:
    found = completed({"path": "/a/", "url": "http://b"}, {"path": "/b/"}, {"path": "/c/", "url": "http://b"})
    assert [one.backend.upstream for one in found] == ["backend_1", "backend", "backend_1"]


def test_pattern_of_an_exact_path_ends_there() -> None:
    exact, below = completed({"path": "/ws", "exact": "yes"}, {"path": "/a.b/"})
    assert (exact.pattern, below.pattern) == ("/ws$", r"/a\.b/")


def test_host_is_that_of_the_backend_it_is_said_of() -> None:
    common = Common("https://one.example", "asked.example:8443", "60s", "1h", "1m", "32m")
    first, second, third = completed(
        {"path": "/a/"},
        {"path": "/b/", "url": "https://two.example"},
        {"path": "/c/", "host": "c.example"},
        common=common,
    )
    assert (first.host, first.tls_name) == ("asked.example:8443", "asked.example")
    assert (second.host, second.tls_name) == ("", "two.example")
    assert (third.host, third.tls_name) == ("c.example", "c.example")


def test_options_of_one_location() -> None:
    (one,) = completed(
        {"path": "/a/", "read_timeout": "5m", "connect_timeout": "1s", "max_body_size": "8m", "strip": True}
    )
    assert (one.read_timeout, one.connect_timeout, one.max_body_size, one.bodies_in_files, one.strip) == (
        "5m",
        "1s",
        "8m",
        4,
        True,
    )
