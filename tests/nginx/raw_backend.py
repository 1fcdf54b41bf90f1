"""A backend of the tests, run in a container: records what it is sent to the byte, and answers as the path says.

`/api/503?own=1` is answered with 503 and security headers of its own; see `Wish` for what else can be asked for. On a
second port it tells what it has seen, and stops or starts to listen.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

PORT, CONTROL_PORT = 8000, 9000
OWN_HEADERS = (
    "x-frame-options: DENY",
    "X-CONTENT-TYPE-OPTIONS: nosniff",
    "X-XSS-Protection: 0",
    "Referrer-Policy: no-referrer",
    "content-security-policy: default-src 'none'; sandbox",
    "Strict-Transport-Security: max-age=1",
)


@dataclass(frozen=True)
class Wish:
    """What a request asks for, by its path and query."""

    status: int = 200
    own: bool = False  # security headers of its own
    cookie: bool = False
    headers: tuple[str, ...] = ()  # lines to send as they are
    cache: str = ""
    location: str = ""
    sleep: float = 0
    size: int = 3
    big_cookies: bool = False
    fault: str = (
        ""  # "drop": close without an answer, "header": send a header that is none, "stream": two events, one when told
    )

    @classmethod
    def of(cls, target: str) -> Wish:
        url = urlsplit(target)
        every = parse_qs(url.query)
        query = {name: values[0] for name, values in every.items()}
        status = re.search(r"/([1-5][0-9][0-9])(/|$)", url.path)
        return cls(
            status=int(status[1]) if status else 200,
            own="own" in query,
            cookie="cookie" in query,
            headers=tuple(every.get("header", ())),
            cache=query.get("cache", ""),
            location=query.get("location", ""),
            sleep=float(query.get("sleep", 0)),
            size=int(query.get("size", 3)),
            big_cookies="big_cookies" in query,
            fault=query.get("fault", ""),
        )

    def head(self, name: str) -> bytes:
        """The status line and headers, but for those of the body."""
        lines = [f"HTTP/1.1 {self.status} As Asked", f"X-Backend: {name}", *(OWN_HEADERS if self.own else ())]
        lines += self.headers
        if self.cookie:
            lines += ["Set-Cookie: a=1; HttpOnly", "Set-Cookie: b=2; Secure"]
        if self.big_cookies:
            lines += [f"Set-Cookie: {name}={'v' * 3900}" for name in "abc"]
        if self.cache:
            lines.append(f"Cache-Control: {self.cache}")
        if self.location:
            lines.append(f"Location: {self.location}")
        return "".join(f"{line}\r\n" for line in lines).encode()


class Backend:
    """One listening backend, and what came to it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.requests: list[dict[str, object]] = []
        self.closed: dict[int, float] = {}
        self.connections = 0
        self.server: asyncio.Server | None = None
        self.open: set[asyncio.StreamWriter] = set()
        self.more = asyncio.Event()  # that whoever reads a stream has its first event

    async def listen(self) -> None:
        if self.server is None:
            self.server = await asyncio.start_server(self.serve, None, PORT, limit=2**20)

    async def deafen(self) -> None:
        if self.server is not None:
            self.server.close()
            self.server = None
        for writer in tuple(self.open):
            writer.close()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        number, last = self.connections, time.monotonic()
        self.open.add(writer)
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = re.search(rb"\r\ncontent-length: *([0-9]+)\r\n", head, re.IGNORECASE)
                body = await reader.readexactly(int(length[1])) if length else b""
                seen = {"connection": number, "head": head.decode("latin-1"), "body": body.decode("latin-1")}
                self.requests.append(seen)
                last = time.monotonic()  # before the answer, since this process may be held up behind it
                await self.answer(head, reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            self.closed[number] = time.monotonic() - last
        finally:
            self.open.discard(writer)
            writer.close()

    async def answer(self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        method, target = head.decode("latin-1").split(" ")[:2]
        wish = Wish.of(target)
        await asyncio.sleep(wish.sleep)
        if wish.fault == "drop":
            raise ConnectionResetError
        if wish.fault == "header":
            writer.write(b"HTTP/1.1 200 OK\r\nX-Broken: a\x00b\r\n\r\n")
            raise ConnectionResetError
        if wish.fault == "stream":
            writer.write(wish.head(self.name) + b"Content-Type: text/event-stream\r\nConnection: close\r\n\r\n")
            self.more.clear()
            for number in range(2):
                writer.write(b"data: %d\n\n" % number)
                await writer.drain()
                await asyncio.wait_for(self.more.wait(), 60)
            raise ConnectionResetError
        if wish.status == 101:
            await self.echo(wish, reader, writer)
            return
        bodiless = wish.status in (204, 304)
        body = b"" if bodiless else b"b" * wish.size
        about = b"" if bodiless else f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n".encode()
        writer.write(wish.head(self.name) + about + b"\r\n" + (b"" if method == "HEAD" else body))
        await writer.drain()

    async def echo(self, wish: Wish, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(wish.head(self.name) + b"Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
        while data := await reader.read(2**16):
            writer.write(data)
            await writer.drain()
        raise ConnectionResetError

    async def control(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        command = (await reader.readline()).decode().strip()
        if command == "deafen":
            await self.deafen()
        elif command == "listen":
            await self.listen()
        elif command == "more":
            self.more.set()
        writer.write(json.dumps({"requests": self.requests, "closed": self.closed}).encode())
        if command == "take":
            self.requests, self.closed = [], {}
        writer.close()


async def main(name: str) -> None:
    backend = Backend(name)
    await backend.listen()
    control = await asyncio.start_server(backend.control, None, CONTROL_PORT)
    await control.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
