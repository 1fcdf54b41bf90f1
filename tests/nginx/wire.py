"""HTTP to the byte: requests are sent as given, and nothing of an answer is merged, renamed or dropped."""

from __future__ import annotations

import contextlib
import gzip
import json
import socket
from dataclasses import dataclass
from typing import Any

HOST = "sovd.example"
PATIENCE = 30.0  # seconds that the other side may be silent, on a busy machine


@dataclass(frozen=True)
class Answer:
    """One HTTP answer; `status` is 0 where the connection was closed without any."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def every(self, name: str) -> list[str]:
        """The values of all header lines of that name."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def one(self, name: str) -> str:
        """The value of a header that stands there exactly once."""
        values = self.every(name)
        assert len(values) == 1, f"{name} stands {len(values)} times in {self}"
        return values[0]

    def text(self) -> bytes:
        """The body as the browser sees it."""
        return gzip.decompress(self.body) if self.every("Content-Encoding") == ["gzip"] else self.body


def request(
    target: str,
    *headers: str,
    method: str = "GET",
    body: bytes = b"",
    protocol: str = "HTTP/1.1",
    host: str | None = HOST,
) -> bytes:
    """A request that asks for the connection to be closed, with header lines as given."""
    lines = [f"{method} {target} {protocol}", *([] if host is None else [f"Host: {host}"]), *headers]
    if not any(line.lower().startswith("connection:") for line in headers):
        lines.append("Connection: close")
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def is_whole(raw: bytes, bodiless: bool) -> bool:
    """Whether that is all of one answer; nginx may wait long for the rest of a request that it refused."""
    head, end, body = raw.partition(b"\r\n\r\n")
    if not end:
        return False
    lines = head.lower().split(b"\r\n")
    if bodiless or lines[0].split(b" ")[1] in (b"101", b"204", b"304"):
        return True
    if b"transfer-encoding: chunked" in lines:
        return body.endswith(b"0\r\n\r\n")
    lengths = [int(line.partition(b":")[2]) for line in lines if line.startswith(b"content-length:")]
    return bool(lengths) and len(body) >= lengths[0]


def exchange(address: tuple[str, int], data: bytes, *, one: bool = False, silence: float = PATIENCE) -> bytes:
    """What comes back until the other side closes, has been silent for too long, or `one` answer is whole.

    Once something came, `silence` is too long.
    """
    received = bytearray()
    with socket.create_connection(address, timeout=PATIENCE) as client:
        # An answer may come, and the connection be closed, before all is sent.
        with contextlib.suppress(ConnectionError, TimeoutError):
            client.sendall(data)
        with contextlib.suppress(ConnectionError, TimeoutError):
            while chunk := client.recv(2**16):
                received += chunk
                client.settimeout(silence)
                if one and is_whole(bytes(received), data.startswith(b"HEAD ")):
                    break
    return bytes(received)


def unchunked(body: bytes) -> bytes:
    whole = bytearray()
    while body:
        size, _, body = body.partition(b"\r\n")
        whole += body[: int(size, 16)]
        body = body[int(size, 16) + 2 :]
    return bytes(whole)


def answer_of(raw: bytes) -> Answer:
    """The first answer among the bytes received."""
    if not raw:
        return Answer(0, (), b"")
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    protocol, status = first.split(" ")[:2]
    assert protocol == "HTTP/1.1", f"no HTTP/1.1 answer: {raw[:200]!r}"
    pairs = tuple((name, value.strip()) for name, _, value in (line.partition(":") for line in lines))
    answer = Answer(int(status), pairs, body)
    if answer.every("Transfer-Encoding") == ["chunked"]:
        return Answer(answer.status, pairs, unchunked(body))
    return answer


@dataclass(frozen=True)
class Seen:
    """A request as the backend received it."""

    connection: int
    head: str
    body: str

    @property
    def target(self) -> str:
        return self.head.split(" ")[1]

    def every(self, name: str) -> list[str]:
        lines = (line.partition(":") for line in self.head.split("\r\n")[1:])
        return [value.strip() for key, _, value in lines if key.lower() == name.lower()]


@dataclass(frozen=True)
class Spy:
    """The control port of a backend."""

    address: str
    port: int = 9000

    def tell(self, command: str) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(exchange((self.address, self.port), f"{command}\n".encode()))
        return told

    def take(self) -> list[Seen]:
        """What the backend was sent since the last time."""
        return [Seen(**seen) for seen in self.tell("take")["requests"]]

    def closings(self) -> dict[int, float]:
        """How long before the end of each connection that nginx closed its last request had come (seconds)."""
        return {int(number): float(seconds) for number, seconds in self.tell("look")["closed"].items()}
