"""What reaches the backend: the request as the client sent it, and nothing that the client may not say."""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Callable
from urllib.parse import quote

import pytest

from tests.nginx import attempts, claims, matrix, site_claims
from tests.nginx.sites import Rig, Site
from tests.nginx.variable_sets import FORMS
from tests.nginx.wire import PATIENCE, request
from tests.rig.waiting import until

GetSite = Callable[[str], Site]


@pytest.mark.parametrize("target", attempts.TARGETS, ids=repr)
def test_the_address(site: GetSite, target: str) -> None:
    claims.an_address_is_passed_as_it_is(site("plain"), target, attempts.TARGETS[target])


@pytest.mark.parametrize("attempt", attempts.SMUGGLED)
def test_smuggling(site: GetSite, attempt: str) -> None:
    claims.smuggling_is_refused(site("plain"), attempt)


@pytest.mark.parametrize("trust", ["plain", "distrusting"])
def test_a_forgery_of_a_client_that_is_not_trusted(site: GetSite, trust: str) -> None:
    claims.a_forgery_goes_nowhere(site(trust))


@pytest.mark.parametrize(
    ("said", "client"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("6.6.6.6, 203.0.113.7", "203.0.113.7"),
        ("2001:db8::7", "2001:db8::7"),
        ("no address", None),
        (None, None),
    ],
)
def test_a_trusted_proxy_tells_the_client(site: GetSite, said: str | None, client: str | None) -> None:
    trusting = site("trusting")
    trusting.ask("/api/200", *([f"X-Forwarded-For: {said}"] if said else []), "X-Forwarded-Host: forged")
    seen = claims.only_seen(trusting)
    assert seen.every("X-Forwarded-For") == seen.every("X-Real-IP") == [client or trusting.client]
    assert seen.every("X-Forwarded-Host") == []


def test_a_trusted_proxy_behind_another(site: GetSite) -> None:
    trusting = site("trusting")
    trusting.ask("/api/200", f"X-Forwarded-For: 6.6.6.6, 203.0.113.7, {trusting.client}")
    assert claims.only_seen(trusting).every("X-Forwarded-For") == ["203.0.113.7"]
    site_claims.a_chain_of_proxies_ends_at_the_client(trusting)


@pytest.mark.parametrize(
    ("said", "proto"),
    [
        ("https", "https"),
        ("http", "http"),
        ("HTTPS", "https"),
        ("ftp", "http"),
        ("https, http", "https"),
        ("http,https", "http"),
        ("", "http"),
    ],
)
def test_a_trusted_proxy_tells_the_scheme(site: GetSite, said: str, proto: str) -> None:
    trusting = site("trusting")
    answer = trusting.ask("/api/200?own=1", f"X-Forwarded-Proto: {said}")
    assert claims.only_seen(trusting).every("X-Forwarded-Proto") == [proto]
    assert answer.every("Strict-Transport-Security") == (["max-age=31536000"] if proto == "https" else [])


@pytest.mark.parametrize("host", ["sovd.example", "sovd.example:8443", "10.0.0.1", "[::1]:80"])
def test_the_host(site: GetSite, host: str) -> None:
    site("plain").send(request("/api/200", host=host))
    assert claims.only_seen(site("plain")).every("Host") == [host]


def test_http_1_0_without_a_host(site: GetSite) -> None:
    site("plain").send(request("/api/200", protocol="HTTP/1.0", host=None))
    seen = claims.only_seen(site("plain"))
    assert len(seen.every("Host")) == 1
    assert seen.head.startswith("GET /api/200 HTTP/1.1\r\n")


def test_headers_of_the_application_are_passed(site: GetSite) -> None:
    headers = (
        "Authorization: Bearer abc",
        "Cookie: a=1; b=2",
        "Accept: application/json",
        "Origin: https://sovd.example",
    )
    site("plain").ask("/api/200", *headers)
    seen = claims.only_seen(site("plain"))
    assert [
        f"{name}: {value}" for name in ("Authorization", "Cookie", "Accept", "Origin") for value in seen.every(name)
    ] == list(headers)


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"])
def test_the_method(site: GetSite, method: str) -> None:
    assert site("plain").ask("/api/200", method=method).status == 200
    assert claims.only_seen(site("plain")).head.startswith(f"{method} /api/200 HTTP/1.1\r\n")


def test_a_large_answer(site: GetSite) -> None:
    assert site("plain").ask("/api/200?size=5000000").body == b"b" * 5_000_000


def test_bodies(site: GetSite) -> None:
    claims.a_body_arrives_whole(site("plain"))
    claims.a_body_over_the_limit_stays_out(site("plain"))


def test_slow_uploads(site: GetSite) -> None:
    claims.slow_uploads_leave_room(site("plain"))


def test_events(site: GetSite) -> None:
    claims.an_event_comes_at_once(site("plain"))


def test_large_cookies(site: GetSite) -> None:
    claims.large_cookies_pass(site("plain"))


def test_a_client_that_reads_slowly(site: GetSite) -> None:
    """It may take longer than the backend may be silent, and gets everything."""
    with socket.create_connection((site("impatient").ip, site("impatient").port), timeout=PATIENCE) as client:
        client.sendall(request("/api/200?size=20000000"))
        time.sleep(2)
        whole = b"".join(iter(lambda: client.recv(2**16), b""))
    assert len(whole.partition(b"\r\n\r\n")[2]) == 20_000_000


def test_more_proxies(site: GetSite) -> None:
    proxies = site("proxies")
    assert proxies.ask("/api/200").status == 502
    for target, seen_target, host in (
        ("/graphql?a=%2F", "/graphql?a=%2F", "graph.example"),
        ("/tools/a%2Fb//c?d=1", "/a%2Fb//c?d=1", "sovd.example"),
        ("/tools/", "/", "sovd.example"),
        ("/upload/200", "/upload/200", "sovd.example"),
    ):
        assert proxies.ask(target).status == 200
        seen = claims.only_seen(proxies)
        assert (seen.target, seen.every("Host")) == (seen_target, [host])
        assert seen.every("X-Forwarded-Host") == ["sovd.example"]
        assert seen.every("X-Forwarded-Proto") == ["https"]
    assert proxies.ask("/graphql/below").body == proxies.ask("/").body
    assert proxies.ask("/graphql").one("Strict-Transport-Security") == "max-age=31536000"
    assert proxies.ask("/upload/200", "Content-Length: 4000", method="POST").status == 413
    assert proxies.ask("/tools/200?cache=private").every("Cache-Control") == ["private"]


def test_an_exact_websocket(site: GetSite) -> None:
    proxies = site("proxies")
    for target, upgrade in (("/ws", ["websocket"]), ("/graphql", [])):
        proxies.ask(target, *matrix.UPGRADE)
        assert claims.only_seen(proxies).every("Upgrade") == upgrade


@pytest.mark.parametrize(
    ("target", "said", "location"),
    [
        ("/upload/302", "http://backend:8000/next?a=1", "/next?a=1"),
        ("/upload/302", "http://backend", "/"),
        ("/upload/302", "http://sovd.example/next", "/next"),
        ("/upload/302", "https://other.example/next", "https://other.example/next"),
        ("/upload/302", "/next", "/next"),
        ("/tools/302", "/login", "/tools/login"),
        ("/tools/302", "http://backend:8000/login", "/tools/login"),
        ("/tools/302", "https://other.example/", "https://other.example/"),
    ],
)
def test_redirects_of_a_backend(site: GetSite, target: str, said: str, location: str) -> None:
    assert site("proxies").ask(f"{target}?location={quote(said)}").one("Location") == location


@pytest.mark.parametrize(
    ("said", "kept"), [("a1b2c3d4-e5", True), ("short", False), ("with a blank", False), ("x" * 200, False)]
)
def test_a_request_id_of_a_trusted_proxy(site: GetSite, said: str, kept: bool) -> None:
    for name in ("trusting", "distrusting"):
        site(name).ask("/api/200", f"X-Request-ID: {said}")
        (seen,) = claims.only_seen(site(name)).every("X-Request-ID")
        assert (seen == said) == (kept and name == "trusting")
        assert f'"request_id":"{seen}"' in site(name).log()


def test_the_other_format_of_the_log(site: GetSite) -> None:
    site("proxies").ask("/vehicles/7?token=secret-in-query", "User-Agent: probe")
    assert re.search(
        r'^- - - \[[^]]+\] "GET /vehicles/7 HTTP/1.1" 200 [0-9]+ "-" "probe"$', site("proxies").log(), re.M
    )
    written = [line for line in site("proxies").log().splitlines() if "[error]" not in line and "[warn]" not in line]
    assert not [line for line in written if site("proxies").client in line]


def test_websockets(site: GetSite) -> None:
    claims.a_websocket_is_passed_both_ways(site("plain"))
    claims.a_websocket_is_passed_both_ways(site("plain"), upgrade="WebSocket")
    claims.upgraded_is_only_a_websocket_and_only_below_ws(site("plain"))


def test_redirects(site: GetSite) -> None:
    claims.a_redirect_tells_nothing_of_the_port(site("plain"))


def test_rate_limit(site: GetSite) -> None:
    claims.too_many_requests_are_429(site("limited"))


def test_the_log_is_json_and_holds_no_query(site: GetSite) -> None:
    claims.the_log_has_no_query(site("plain"))
    lines = [json.loads(line) for line in site("plain").log().splitlines() if line.startswith("{")]
    assert all(line["status"].isdigit() for line in lines)
    site("changed").ask("/healthz")
    assert "/healthz" not in site("changed").log()


def test_the_other_locations_go_to_the_backend(site: GetSite) -> None:
    for target in ("/backend/200", "/socket/200"):
        site("changed").ask(target)
        assert claims.only_seen(site("changed")).target == target
    assert site("changed").ask("/backend/200?size=9000", "Accept-Encoding: gzip").every("Content-Encoding") == ["gzip"]


def test_an_idle_connection_is_kept_or_made_anew(rig: Rig) -> None:
    """Six seconds are more than the five after which uvicorn closes by default."""
    sites = [rig.sites[f"{form}/{name}"] for form in FORMS for name in ("plain", "idle")]
    rig.backend.take()
    assert [site.ask("/api/200").status for site in sites] == [200] * len(sites)
    first = rig.backend.take()
    time.sleep(6)
    assert [site.ask("/api/200", method="POST", body=b"after a pause").status for site in sites] == [200] * len(sites)
    second = rig.backend.take()
    assert [seen.body for seen in second] == ["after a pause"] * len(sites)
    kept = [before.connection == after.connection for before, after in zip(first, second, strict=True)]
    assert kept == [site.name == "resolve-plain" for site in sites]


def test_nginx_is_the_one_that_closes_an_idle_connection(rig: Rig) -> None:
    """Or a request could meet a connection that the backend is just closing."""
    idle = rig.sites["resolve/idle"]
    rig.backend.take()
    assert idle.ask("/api/200").status == 200
    (seen,) = rig.backend.tell("look")["requests"]  # to take it would empty the closings too
    # Connections of other sites may close meanwhile; by default nginx closes after a minute.
    until(lambda: seen["connection"] in rig.backend.closings(), 40, lambda: f"{seen} in {rig.backend.tell('look')}")
    assert 0.9 < rig.backend.closings()[seen["connection"]] < 40


def test_connections_are_reused_where_the_version_can(site: GetSite) -> None:
    if site("plain").form == "resolve":
        claims.connections_to_the_backend_are_kept(site("plain"))
    else:
        assert [site("plain").ask("/api/200").status for _ in range(3)] == [200] * 3
