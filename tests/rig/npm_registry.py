"""A registry of npm packages that remembers what it was asked, and may want a token."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

from tests.rig.network import gateway


@dataclass
class NpmRegistry:
    """Archives of packages in version 1.0.0 by name; `asked` are the paths of all requests, `token` opens it."""

    archives: Mapping[str, bytes]
    token: str = ""
    url: str = ""
    asked: list[str] = field(default_factory=list)

    def answer(self, path: str, authorization: str | None) -> tuple[int, bytes]:
        """Return status and body, as https://github.com/npm/registry describes them."""
        self.asked.append(path)
        if self.token and authorization != f"Bearer {self.token}":
            return 401, b"{}"
        name, is_archive, _file = path.strip("/").partition("/-/")
        if name not in self.archives:
            return 404, b"{}"
        if is_archive:
            return 200, self.archives[name]
        dist = {"tarball": f"{self.url}{name}/-/{name.rpartition('/')[2]}-1.0.0.tgz"}
        version = {"name": name, "version": "1.0.0", "dist": dist}
        packument = {"name": name, "dist-tags": {"latest": "1.0.0"}, "versions": {"1.0.0": version}}
        return 200, json.dumps(packument).encode()


@contextmanager
def served(registry: NpmRegistry) -> Iterator[NpmRegistry]:
    """Serve it where containers of the engine's own network reach it, until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = registry.answer(unquote(self.path), self.headers["Authorization"])
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_told: object) -> None:
            """Say nothing."""

    address = gateway("bridge")
    with ThreadingHTTPServer((address, 0), Handler) as server:
        registry.url = f"http://{address}:{server.server_address[1]}/"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield registry
        finally:
            server.shutdown()
            thread.join(30)
