"""Claims about one running nginx; each fails when the line of the file that it is about is broken."""

from __future__ import annotations

import contextlib
import re
import socket
import time

from tests.nginx import attempts, matrix, merged_headers, web_root
from tests.nginx.sites import Site
from tests.nginx.wire import PATIENCE, Seen, exchange, request
from tests.rig.waiting import until

Cases = list[matrix.Case]


def the_headers(site: Site, cases: Cases) -> None:
    for case in cases:
        matrix.check(case, site.send(case.data(gzip=False)))


def nothing_weaker_goes_out(site: Site, cases: list[merged_headers.Merged]) -> None:
    for case in cases:
        answer = site.ask(case.target("/api/", 200), *case.asked)
        assert answer.every(case.name) == [case.sent], case


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
    raw = exchange((site.ip, site.port), data, silence=1)
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
    with socket.create_connection((site.ip, site.port), timeout=PATIENCE) as client:
        client.sendall(request("/ws/101?token=secret", *headers))
        head = client.recv(2**16)
        assert head.startswith(b"HTTP/1.1 101 "), head
        for message in (b"\x81\x05hello", bytes(range(256)), b"x" * 4000):
            client.sendall(message)
            received = b""
            while len(received) < len(message):
                received += client.recv(2**16)
            assert received == message
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


def a_missing_file_is_not_the_page(site: Site) -> None:
    for target in (
        *("/robots.txt", "/metrics", "/favicon.ico", "/chunk-ABCDEFGH.js", "/sub/x.CSS", "/.env", "/.git/config"),
        *("/.well-known/change-password", "/sw.js", "/sitemap.xml", "/.missing", "/health/ready"),
    ):
        answer = site.ask(target)
        assert (answer.status, answer.one("Cache-Control")) == (404, "no-store"), target
        assert web_root.PAGE not in answer.text()


def any_other_path_is_the_page(site: Site) -> None:
    for target in (
        "/",
        "/vehicles/7",
        "/vehicles/7/",
        "/a.b",
        "/assets",
        "/apis",
        "/healthy/x",
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


def media_are_sent_in_parts(site: Site) -> None:
    for target in ("/assets/clip-5c5c5c.mp4", "/sound.opus"):
        for asked, first, last in (
            ("0-", 0, 1023999),
            ("0-1", 0, 1),
            ("5000-5003", 5000, 5003),
            ("-9", 1023991, 1023999),
        ):
            answer = site.ask(target, f"Range: bytes={asked}", "Accept-Encoding: gzip")
            assert answer.status == 206
            assert answer.one("Content-Range") == f"bytes {first}-{last}/1024000"
            assert answer.body == web_root.MEDIA[first : last + 1]
        beyond = site.ask(target, "Range: bytes=1024000-", "Accept-Encoding: gzip")
        assert (beyond.status, beyond.one("Content-Range")) == (416, "bytes */1024000")
        assert beyond.one("Cache-Control") == "no-store"
        etag = site.ask(target).one("ETag")
        assert site.ask(target, "Range: bytes=4-5", f"If-Range: {etag}").status == 206
        assert site.ask(target, "Range: bytes=4-5", 'If-Range: "another"').status == 200


def _slow_upload(site: Site, size: int) -> socket.socket:
    client = socket.create_connection((site.ip, site.port), timeout=PATIENCE)
    client.sendall(request("/api/200", f"Content-Length: {size}", method="POST") + b"u" * (size - 1))
    return client


def _settled(site: Site, least: int) -> int:
    """What is in files once it is more than that, and has stayed the same for a second."""
    looks: list[int] = []

    def stays() -> bool:
        looks.append(site.kilobytes_in_files())
        time.sleep(0.5)
        return looks[-1] > least and looks[-3:] == looks[-1:] * 3

    until(stays, 2 * PATIENCE, lambda: f"the files do not settle above {least} kB: {looks}")
    return looks[-1]


def slow_uploads_leave_room(site: Site) -> None:
    """Forty uploads of a megabyte that do not end: 32 of them in files, and each ends well at last."""
    before = site.kilobytes_in_files()
    with contextlib.ExitStack() as stack:
        slow = [stack.enter_context(_slow_upload(site, 1_000_000)) for _ in range(40)]
        assert 20_000 < _settled(site, before + 20_000) - before < 33_000
        assert site.ask("/api/200", method="POST", body=b"o" * 900_000).status == 200
        for client in slow:
            client.sendall(b"u")
            assert client.recv(2**16).startswith(b"HTTP/1.1 200 ")
    until(lambda: site.kilobytes_in_files() - before < 1_000, PATIENCE, "files of bodies are left")


def _received(client: socket.socket) -> bytes:
    """What comes next; nothing where the other side has closed, or is silent for too long."""
    try:
        return client.recv(2**16)
    except TimeoutError:
        return b""


def an_event_comes_at_once(site: Site) -> None:
    """Also from a backend that announces no length, whose answer nginx would collect until the connection ends."""
    # Less than raw_backend.py waits before it ends a stream of which nobody has seen the first event.
    with socket.create_connection((site.ip, site.port), timeout=10) as client:
        client.sendall(request("/api/200?fault=stream"))
        received = b""
        for event in (b"data: 0", b"data: 1"):
            while event not in received:
                part = _received(client)
                assert part, f"{event!r} has not come, only {received!r}"
                received += part
            site.backend.tell("more")  # the second event was not sent before


def large_cookies_pass(site: Site) -> None:
    cookie = "c" * 20_000
    site.backend.take()
    assert site.ask("/api/200", f"Cookie: a={cookie}").status == 200
    assert only_seen(site).every("Cookie") == [f"a={cookie}"]
    assert len(site.ask("/api/200?big_cookies=1").every("Set-Cookie")) == 3


def too_many_requests_are_429(site: Site) -> None:
    assert 429 in [site.ask("/api/200").status for _ in range(4)]
    assert site.ask("/health").status == site.ask("/").status == 200


def the_log_has_no_query(site: Site) -> None:
    site.ask("/api/200?token=secret-in-query", 'User-Agent: "quoted" \x01')
    log = site.log()
    assert "secret-in-query" not in log
    site.ask("/vehicles/7%2F8?token=secret-in-query")
    assert re.search(r'"path":"/vehicles/7%2F8".*"status":"200"', site.log()), site.log()[-500:]
    assert re.search(r'"path":"/api/200".*"status":"200".*"agent":"\\"quoted\\"', log), log[-500:]
