"""What clients try: addresses written in odd ways, forged headers, and requests that two servers read differently."""

from __future__ import annotations

from tests.nginx.wire import request

# As written by the client, and what must come of it: "passed" as it is, or the status that nginx gives by itself.
TARGETS: dict[str, str | int] = {
    "/api/a%2Fb": "passed",
    "/api/a%2fb%2F..%2f": "passed",
    "/api//b": "passed",
    "//api/b": "passed",
    "/api/a/../b": "passed",
    "/api/./b": "passed",
    "/api/%2e%2e/api/b": "passed",
    "/assets/../api/b": "passed",
    "/%61pi/b": "passed",
    "/api/a%20b+c": "passed",
    "/api/a;b=c,d": "passed",
    "/api/%E2%82%AC": "passed",
    "/api/\xe2\x82\xac": "passed",
    "/api/a%25b": "passed",
    "/api/a%0d%0ab": "passed",
    "/api/a?b=%2F&c=//&d=../&e=a%00b": "passed",
    "/api/?": "passed",
    "/api/a#b": "passed",
    "/api/..": 200,
    "/api/../health": 200,
    "/api/%2e%2e/health": 200,
    "/api/..%2fhealth": 200,
    "/api/../../etc/passwd": 400,
    "/api/%2e%2e/%2e%2e/etc/passwd": 400,
    "/api/a%00b": 400,
    "/api/a%zzb": 400,
    "/api/a b": 400,
    "/api/a\x01b": 400,
    "api/a": 400,
    "*": 400,
}

FORGED = (
    "X-Real-IP: 6.6.6.6",
    "X-Forwarded-For: 6.6.6.6",
    "X-Forwarded-For: 7.7.7.7, 8.8.8.8",
    "x-forwarded-for: 9.9.9.9",
    "X-Forwarded-Proto: https",
    "X-Forwarded-Host: forged.example",
    "X-Forwarded-Port: forged",
    "X-Forwarded-Prefix: /forged",
    "X-Forwarded-Scheme: https",
    "X-Forwarded-Server: forged.example",
    "X-Forwarded-Ssl: forged",
    "X-Forwarded-User: forged",
    "X-Client-IP: 6.6.6.6",
    "True-Client-IP: 6.6.6.6",
    "X-Original-URL: /forged",
    "X-Rewrite-URL: /forged",
    "X-Request-ID: forged",
    "Forwarded: for=6.6.6.6;proto=https;host=forged.example",
    "Proxy: http://forged.example",
    "X_Forwarded_For: 6.6.6.6",
    "X_Real_IP: 6.6.6.6",
    "X.Forwarded.For: 6.6.6.6",
)
FORGERIES = ("6.6.6.6", "7.7.7.7", "8.8.8.8", "9.9.9.9", "forged", "https")

_HIDDEN = b"GET /api/smuggled HTTP/1.1\r\nHost: sovd.example\r\nConnection: close\r\n\r\n"
_CHUNKS = b"0\r\n\r\n" + _HIDDEN


def _smuggle(*headers: str, body: bytes = _CHUNKS, protocol: str = "HTTP/1.1") -> bytes:
    return request("/api/200", "Connection: keep-alive", *headers, method="POST", protocol=protocol) + body


# Each is refused with that status, and nothing of it reaches the backend.
SMUGGLED: dict[str, tuple[int, bytes]] = {
    "Content-Length and chunked": (400, _smuggle(f"Content-Length: {len(_CHUNKS)}", "Transfer-Encoding: chunked")),
    "chunked and Content-Length": (400, _smuggle("Transfer-Encoding: chunked", "Content-Length: 4")),
    "chunked in capitals": (400, _smuggle("Content-Length: 4", "Transfer-Encoding: CHUNKED")),
    "chunked after a tab": (501, _smuggle("Content-Length: 4", "Transfer-Encoding:\tchunked")),
    "chunked, quoted": (501, _smuggle("Content-Length: 4", 'Transfer-Encoding: "chunked"')),
    "chunked, misspelt": (501, _smuggle("Content-Length: 4", "Transfer-Encoding: xchunked")),
    "chunked and identity": (501, _smuggle("Transfer-Encoding: chunked, identity")),
    "identity, then chunked": (501, _smuggle("Transfer-Encoding: identity, chunked")),
    "identity": (501, _smuggle("Content-Length: 4", "Transfer-Encoding: identity")),
    "gzip, chunked": (501, _smuggle("Transfer-Encoding: gzip, chunked")),
    "chunked twice": (400, _smuggle("Transfer-Encoding: chunked", "Transfer-Encoding: chunked")),
    "chunked, then identity": (400, _smuggle("Transfer-Encoding: chunked", "Transfer-Encoding: identity")),
    "a blank before the colon": (400, _smuggle("Content-Length: 4", "Transfer-Encoding : chunked")),
    "a folded line": (400, _smuggle("Content-Length: 4", "X-A: b\r\n Transfer-Encoding: chunked")),
    "a folded value": (400, _smuggle("Content-Length: 4", "Transfer-Encoding:\r\n chunked")),
    "chunked by HTTP/1.0": (400, _smuggle("Transfer-Encoding: chunked", protocol="HTTP/1.0")),
    "two Content-Length": (400, _smuggle("Content-Length: 4", f"Content-Length: {len(_CHUNKS)}")),
    "Content-Length twice the same": (400, _smuggle("Content-Length: 5", "Content-Length: 5")),
    "a list of lengths": (400, _smuggle(f"Content-Length: 4, {len(_CHUNKS)}")),
    "a length with a sign": (400, _smuggle("Content-Length: +5")),
    "a length below nothing": (400, _smuggle("Content-Length: -5")),
    "a length in hex": (400, _smuggle("Content-Length: 0x5")),
    "a length with a blank inside": (400, _smuggle("Content-Length: 5 0")),
    "a length beyond 64 bits": (400, _smuggle("Content-Length: 18446744073709551621")),
    "a chunk of odd size": (400, _smuggle("Transfer-Encoding: chunked", body=b"0x0\r\n\r\n" + _HIDDEN)),
    "a chunk of less than nothing": (400, _smuggle("Transfer-Encoding: chunked", body=b"-1\r\n\r\n" + _HIDDEN)),
    "a chunk without its end": (400, _smuggle("Transfer-Encoding: chunked", body=b"3\r\nabcd\r\n" + _CHUNKS)),
    "a zero byte in a header": (400, _smuggle("X-A: a\x00b", "Content-Length: 4")),
    "a header without a colon": (501, _smuggle("Content-Length: 4", "Transfer-Encoding")),
    "two Host": (400, _smuggle("Host: forged.example", "Content-Length: 0")),
    "the preface of HTTP/2": (400, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + _HIDDEN),
    "a method with a blank": (400, _smuggle("Content-Length: 0").replace(b"POST ", b"POST  /api/smuggled\t")),
}
