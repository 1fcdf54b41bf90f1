"""Every status at every place: how it is asked for, and what its headers have to be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.nginx.wire import Answer, request

SECURITY = {
    "X-Frame-Options": "SAMEORIGIN",
    "X-Content-Type-Options": "nosniff",
    "X-XSS-Protection": "1; mode=block",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; "
        "style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
    ),
}
# What goes out where the backend has headers of its own, which raw_backend.py lists.
STRICTER = {
    **SECURITY,
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": f"{SECURITY['Content-Security-Policy']}, default-src 'none'; sandbox",
}
PLACES = {
    "static": "/assets/app-4f2a9c.js",
    "media": "/assets/clip-5c5c5c.mp4",
    "SPA": "/vehicles/7",
    "/api/": "/api/200",
    "/ws/": "/ws/200",
    "/health": "/health",
}
PROXIED = ("/api/", "/ws/")
SUCCESS_CACHE = {
    "static": "public, max-age=31536000, immutable",
    "media": "public, max-age=31536000, immutable",
    "SPA": "no-cache, no-store, must-revalidate",
    "/api/": "no-store",
    "/ws/": "no-store",
    "/health": "no-store",
}
UPGRADE = (
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: c292ZC5leGFtcGxlLi4uLg==",
)
STATUSES_OF_BACKEND = (
    *(200, 201, 204, 206, 301, 302, 303, 304, 307, 308),
    *(400, 401, 403, 404, 405, 409, 413, 414, 415, 416, 422, 429, 431),
    *(500, 501, 502, 503, 504, 505),
)


@dataclass(frozen=True)
class Case:
    """One status at one place, how it comes about, and the set of variables that it needs."""

    status: int
    place: str
    how: str
    build: Callable[[tuple[str, ...]], bytes]
    site: str = "plain"

    def __str__(self) -> str:
        return f"{self.status or 'none'} {self.place} {self.how}"

    def data(self, gzip: bool) -> bytes:
        return self.build(("Accept-Encoding: gzip",) if gzip else ())

    @property
    def own(self) -> bool:
        """Whether the backend sends security headers of its own."""
        return "own headers" in self.how

    @property
    def cache_control(self) -> list[str]:
        """The Cache-Control lines that the answer must have: what the place says on success, and never on an error."""
        if self.status in (0, 101):
            return []
        if self.how in ("two ranges", "five ranges"):  # they may be beyond its end, for all that is known so far
            return ["no-store"]
        return [SUCCESS_CACHE[self.place] if self.status in (200, 206, 304) else "no-store"]


def asks(
    target: str, *more: str, method: str = "GET", protocol: str = "HTTP/1.1", host: str | None = "sovd.example"
) -> Callable[[tuple[str, ...]], bytes]:
    return lambda headers: request(target, *more, *headers, method=method, protocol=protocol, host=host)


def ancient(target: str) -> Callable[[tuple[str, ...]], bytes]:
    """A request of HTTP/0.9, which is no more than one line."""
    return lambda _: f"GET {target}\r\n".encode()


def everywhere() -> list[Case]:
    """What nginx itself answers at every place."""
    long = "a" * 40_000
    cases = []
    for place, good in PLACES.items():
        over = "Content-Length: 9999999"
        cases += [
            Case(200, place, "GET", asks(good)),
            Case(200, place, "HEAD", asks(good, method="HEAD")),
            Case(200, place, "HTTP/1.0", asks(good, protocol="HTTP/1.0", host=None)),
            Case(206 if place == "media" else 200, place, "206 asked for", asks(good, "Range: bytes=0-3")),
            Case(416 if place == "media" else 200, place, "416 asked for", asks(good, "Range: bytes=9999999-")),
            Case(400, place, "no Host", asks(good, host=None)),
            Case(400, place, "a header of 40 kB", asks(good, f"X-Long: {long}")),
            Case(400, place, "two Content-Length", asks(good, "Content-Length: 3", "Content-Length: 4")),
            Case(405, place, "TRACE", asks(good, method="TRACE")),
            Case(413, place, "a body over the limit", asks(good, over, method="POST")),
            Case(414, place, "a URI of 40 kB", asks(f"{good}?{long}")),
            Case(501, place, "Transfer-Encoding: foo", asks(good, "Transfer-Encoding: foo", method="POST")),
            Case(505, place, "HTTP/3.0", asks(good, protocol="HTTP/3.0")),
            Case(0, place, "HTTP/0.9", ancient(good)),
        ]
    return cases


def of_files() -> list[Case]:
    """What nginx says about files."""
    return [
        *(
            Case(304, place, "If-None-Match", asks(PLACES[place], "If-None-Match: *"))
            for place in ("static", "media", "SPA", "/health")
        ),
        Case(206, "media", "its last bytes", asks(PLACES["media"], "Range: bytes=-7")),
        Case(206, "media", "two ranges", asks(PLACES["media"], "Range: bytes=0-3,-7")),
        Case(200, "media", "five ranges", asks(PLACES["media"], "Range: bytes=0-0,2-2,4-4,6-6,8-8")),
        Case(416, "media", "a range that is none", asks(PLACES["media"], "Range: bytes=a-b")),
        Case(416, "media", "ranges beyond its end", asks(PLACES["media"], "Range: bytes=9999999-,9999999-")),
        Case(404, "media", "a missing one, by a range", asks("/assets/none.mp4", "Range: bytes=0-3")),
        Case(200, "SPA", "a file that it may not read", asks("/unreadable.txt")),
        Case(403, "static", "a file that it may not read, no cache", asks("/assets/unreadable.js"), site="uncached"),
        Case(403, "SPA", "a file that it may not read, no cache", asks("/unreadable.txt"), site="uncached"),
        Case(404, "static", "a file that it may not read", asks("/assets/unreadable.js")),
        Case(404, "static", "a missing asset", asks("/assets/app-000000.js")),
        Case(404, "static", "a folder", asks("/assets/")),
        Case(405, "static", "POST", asks("/assets/app-4f2a9c.js", "Content-Length: 0", method="POST")),
        Case(405, "SPA", "POST", asks("/vehicles/7", "Content-Length: 0", method="POST")),
        Case(500, "SPA", "no index.html", asks("/vehicles/7"), site="empty"),
    ]


def of_proxy() -> list[Case]:
    """What nginx says in place of the backend."""
    cases = [
        Case(101, "/ws/", "a WebSocket", asks("/ws/101", *UPGRADE)),
        Case(101, "/ws/", "a WebSocket of a backend with own headers", asks("/ws/101?own=1", *UPGRADE)),
    ]
    for place in PROXIED:
        cases += [
            Case(301, place, "without its last slash", asks(place.rstrip("/"))),
            Case(429, place, "over the rate limit", asks(f"{place}200"), site="limited"),
            Case(502, place, "no such backend", asks(f"{place}200"), site="nobody"),
            Case(502, place, "a broken header from the backend", asks(f"{place}200?fault=header")),
            Case(502, place, "closed by the backend", asks(f"{place}200?fault=drop")),
            Case(504, place, "a slow backend", asks(f"{place}200?sleep=5"), site="impatient"),
        ]
    return cases


def of_backend() -> list[Case]:
    """What the backend says, with and without security headers of its own."""
    return [
        Case(status, place, how, asks(f"{place}{status}?location=/elsewhere{query}"))
        for status in STATUSES_OF_BACKEND
        for place in PROXIED
        for how, query in (("backend", ""), ("backend with own headers", "&own=1&cookie=1"))
    ]


CASES = [*everywhere(), *of_files(), *of_proxy(), *of_backend()]


def check(case: Case, answer: Answer) -> None:
    """Every claim about the headers of one answer."""
    assert answer.status == case.status
    if case.status == 0:
        assert answer.headers == ()
        return
    for name, value in (STRICTER if case.own else SECURITY).items():
        assert answer.every(name) == [value], f"{name}: {answer.every(name)}"
    assert answer.every("Cache-Control") == case.cache_control
    assert answer.every("Server") == ["nginx"]
    assert answer.every("Strict-Transport-Security") == []
    if case.own and case.status != 101:
        assert answer.every("Set-Cookie") == ["a=1; HttpOnly", "b=2; Secure"]
    if case.how == "HEAD" or case.status == 304:
        assert answer.body == b""
