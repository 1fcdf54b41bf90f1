"""Claims about one running nginx; each fails when the line of the file that it is about is broken."""

from __future__ import annotations

import re
import socket
import time

from tests.nginx import attempts, matrix, web_root
from tests.nginx.sites import Site
from tests.nginx.wire import Seen, exchange, request

Cases = list[matrix.Case]


def the_headers(site: Site, cases: Cases) -> None:
    for case in cases:
        matrix.check(case, site.send(case.data(gzip=False)))


def only_seen(site: Site) -> Seen:
    """The one request that came to the backend."""
    seen = site.backend.take()
    assert len(seen) == 1, f"the backend saw {seen}"
    return seen[0]


def an_address_is_passed_as_it_is(site: Site, target: str, outcome: str | int) -> None:
    site.backend.take()
    answer = site.ask(target)
    if outcome == "passed":
        assert only_seen(site).target == target
    else:
        assert answer.status == outcome
        assert site.backend.take() == []
        assert b"root:" not in answer.body


def a_forgery_goes_nowhere(site: Site) -> None:
    site.backend.take()
    assert site.ask("/api/200", *attempts.FORGED).every("Strict-Transport-Security") == []
    seen = only_seen(site)
    assert not [forged for forged in attempts.FORGERIES if forged in seen.head], seen.head
    assert seen.every("X-Real-IP") == seen.every("X-Forwarded-For") == [site.client]
    assert seen.every("X-Forwarded-Proto") == ["http"]
    assert seen.every("Host") == ["sovd.example"]


def smuggling_is_refused(site: Site, attempt: str) -> None:
    status, data = attempts.SMUGGLED[attempt]
    site.backend.take()
    raw = exchange((site.ip, site.port), data, patience=1)
    assert raw.startswith(f"HTTP/1.1 {status} ".encode()), raw[:200]
    assert site.backend.take() == []


def a_body_arrives_whole(site: Site) -> None:
    site.backend.take()
    body = bytes(range(256)) * 1000
    assert site.ask("/api/200", method="POST", body=body).status == 200
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (body[:5], body[5:])) + b"0\r\n\r\n"
    assert site.send(request("/api/201", "Transfer-Encoding: chunked", method="POST") + chunks).status == 201
    for seen in site.backend.take():
        assert seen.body.encode("latin-1") == body
        assert seen.every("Content-Length") == [str(len(body))]
        assert seen.every("Transfer-Encoding") == []


def a_body_over_the_limit_stays_out(site: Site) -> None:
    site.backend.take()
    size = 2**20 + 1
    assert site.ask("/api/200", method="POST", body=b"b" * size).status == 413
    chunks = b"%x\r\n" % size + b"b" * size + b"\r\n0\r\n\r\n"
    assert site.send(request("/api/200", "Transfer-Encoding: chunked", method="POST") + chunks).status == 413
    assert site.backend.take() == []


def upgraded_is_only_a_websocket_and_only_below_ws(site: Site) -> None:
    site.backend.take()
    h2c = ("Upgrade: h2c", "Connection: Upgrade, HTTP2-Settings", "HTTP2-Settings: AAMAAABkAAQAAP__")
    for target, headers in (
        ("/api/200", h2c),
        ("/ws/200", h2c),
        ("/api/101", matrix.UPGRADE),
        ("/ws/200", ("Upgrade: websocket, h2c", "Connection: Upgrade")),
        ("/ws/200", ()),
    ):
        answer = site.ask(target.replace("101", "200"), *headers)
        seen = only_seen(site)
        assert answer.status == 200
        assert seen.every("Upgrade") == []
        assert "upgrade" not in seen.head.lower().partition("connection:")[2].split("\r\n")[0]
        assert " HTTP/1.1\r\n" in seen.head


def a_websocket_is_passed_both_ways(site: Site, upgrade: str = "websocket") -> None:
    site.backend.take()
    headers = [header.replace("websocket", upgrade) for header in matrix.UPGRADE]
    with socket.create_connection((site.ip, site.port), timeout=5) as client:
        client.sendall(request("/ws/101?token=secret", *headers))
        head = client.recv(2**16)
        assert head.startswith(b"HTTP/1.1 101 "), head
        for message in (b"\x81\x05hello", bytes(range(256)), b"x" * 4000):
            client.sendall(message)
            received = b""
            while len(received) < len(message):
                received += client.recv(2**16)
            assert received == message
            time.sleep(0.05)
    seen = only_seen(site)
    assert (seen.every("Upgrade"), seen.every("Connection")) == (["websocket"], ["upgrade"])


def a_gz_beside_a_file_is_sent_as_it_is(site: Site) -> None:
    script = site.ask("/assets/app-4f2a9c.js", "Accept-Encoding: br, gzip")
    assert (script.body, script.every("Content-Encoding")) == (web_root.SCRIPT_GZ, ["gzip"])
    plain = site.ask("/assets/app-4f2a9c.js")
    assert (plain.body, plain.every("Content-Encoding")) == (web_root.SCRIPT, [])
    assert script.every("Vary") == plain.every("Vary") == ["Accept-Encoding"]
    assert script.one("Content-Type") == plain.one("Content-Type") == "application/javascript; charset=utf-8"


def text_is_compressed(site: Site) -> None:
    for target, name in (
        ("/assets/app-4f2a9c.css", "assets/app-4f2a9c.css"),
        ("/assets/data-0b0b0b.json", "assets/data-0b0b0b.json"),
        ("/assets/worker-1a2b3c.mjs", "assets/worker-1a2b3c.mjs"),
        ("/favicon.svg", "favicon.svg"),
        ("/manifest.webmanifest", "manifest.webmanifest"),
        ("/vehicles/7", "index.html"),
    ):
        answer = site.ask(target, "Accept-Encoding: gzip")
        assert (answer.every("Content-Encoding"), answer.every("Vary")) == (["gzip"], ["Accept-Encoding"]), target
        assert answer.text() == web_root.FILES[name]
    for target in ("/assets/small-1a2b3c.css", "/assets/logo-77aa00.png"):
        assert site.ask(target, "Accept-Encoding: gzip").every("Content-Encoding") == []


def the_backend_is_not_compressed(site: Site) -> None:
    for target in ("/api/200?size=9000", "/ws/200?size=9000"):
        answer = site.ask(target, "Accept-Encoding: gzip")
        assert answer.every("Content-Encoding") == []
        assert answer.body == b"b" * 9000


def a_missing_asset_is_not_the_page(site: Site) -> None:
    for target in ("/assets/none.js", "/assets/", "/assets/app-4f2a9c.js/x"):
        answer = site.ask(target)
        assert answer.status == 404
        assert web_root.PAGE not in answer.text()


def any_other_path_is_the_page(site: Site) -> None:
    for target in (
        "/",
        "/vehicles/7",
        "/vehicles/7/",
        "/a.b",
        "/assets",
        "/apis",
        "/health/x",
        "/index.html",
        "/%2e%2e%2f",
    ):
        answer = site.ask(target)
        if target == "/%2e%2e%2f":
            assert answer.status == 400
            continue
        assert (answer.status, answer.body) == (200, web_root.PAGE), target
        assert answer.one("Content-Type") == "text/html; charset=utf-8"


def a_redirect_tells_nothing_of_the_port(site: Site) -> None:
    for target in ("/api", "/ws"):
        assert site.ask(target).one("Location") == f"{target}/"
    assert site.ask("/api/302?location=/login").one("Location") == "/login"


def connections_to_the_backend_are_kept(site: Site) -> None:
    site.backend.take()
    for _ in range(3):
        site.ask("/api/200")
    assert len({seen.connection for seen in site.backend.take()}) == 1


def too_many_requests_are_429(site: Site) -> None:
    assert 429 in [site.ask("/api/200").status for _ in range(4)]
    assert site.ask("/health").status == site.ask("/").status == 200


def the_log_has_no_query(site: Site) -> None:
    site.ask("/api/200?token=secret-in-query", 'User-Agent: "quoted" \x01')
    log = site.log()
    assert "secret-in-query" not in log
    assert re.search(r'"path":"/api/200".*"status":"200".*"agent":"\\"quoted\\"', log), log[-500:]
