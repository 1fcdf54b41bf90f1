"""A registry of a few lines, in memory: it gives prepared answers, or keeps what it gets."""

from __future__ import annotations

import hashlib
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.sovd.prod_images.plugins.module_utils._registry._client import Client
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._credentials import Credentials
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._place import Place
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._repository import Repository

Prepared = tuple[int, bytes, dict[str, str]]


@dataclass
class FakeRegistry:
    """What it holds by path, what it was asked, and what it answers first, by `METHOD PATH`."""

    host: str = ""
    held: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)  # method and path, with the login
    answers: dict[str, list[Prepared]] = field(default_factory=dict)
    keeps_referrers: bool = False

    def client(self, credentials: Credentials | None = None, **more: Any) -> Client:
        """A client of it, without TLS."""
        return Client(self.host, credentials, plain_http=True, **more)

    def repository(self, credentials: Credentials | None = None) -> Repository:
        """Its repository team/app."""
        return Repository(self.client(credentials), Place(self.host, "team/app"))

    def answer(self, question: str, status: int, body: bytes = b"", **headers: str) -> None:
        """Answer the next question, `METHOD PATH`, so."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers.setdefault(question, []).append((status, body, named))

    def react(self, method: str, path: str, body: bytes, media_type: str) -> Prepared:
        """Answer as a registry does."""
        place, _question, query = path.partition("?")
        prepared = self.answers.get(f"{method} {path}") or self.answers.get(f"{method} {place}")
        if prepared:
            return prepared.pop(0)
        if method == "POST":
            return 202, b"", {"Location": f"{place}session?state=1"}
        if method == "PUT" and "digest=" in query:
            digest = "sha256:" + hashlib.sha256(body).hexdigest()
            assert digest.replace(":", "%3A") in query
            self.held[place.replace("uploads/session", digest)] = (body, "")
            return 201, b"", {}
        if method == "PUT":
            self.held[place] = (body, media_type)
            return 201, b"", {"OCI-Subject": "sha256:1"} if self.keeps_referrers and b'"subject"' in body else {}
        content, kind = self.held.get(place, (None, ""))
        return (404, b"", {}) if content is None else (200, content, {"Content-Type": kind})


class Server(http.server.ThreadingHTTPServer):
    """Serves one registry."""

    fake: FakeRegistry


class Handler(http.server.BaseHTTPRequestHandler):
    """Passes each request to the registry of its server."""

    def handle_any(self) -> None:
        """Answer one request."""
        assert isinstance(self.server, Server)
        fake = self.server.fake
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        fake.asked.append((f"{self.command} {self.path}", self.headers["Authorization"] or ""))
        status, content, headers = fake.react(self.command, self.path, body, self.headers["Content-Type"] or "")
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def do_GET(self) -> None:
        """Answer a question."""
        self.handle_any()

    def do_HEAD(self) -> None:
        """Answer a question without a body."""
        self.handle_any()

    def do_PUT(self) -> None:
        """Keep something."""
        self.handle_any()

    def do_POST(self) -> None:
        """Begin an upload."""
        self.handle_any()

    def log_message(self, *_args: object) -> None:
        """Print nothing."""


@contextmanager
def fake_registry() -> Iterator[FakeRegistry]:
    """One that runs."""
    with Server(("127.0.0.1", 0), Handler) as server:
        fake = FakeRegistry(f"127.0.0.1:{server.server_port}")
        server.fake = fake
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield fake
        finally:
            server.shutdown()
            thread.join()
