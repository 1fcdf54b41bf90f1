"""The browser of the tests loses nothing when other tests make and remove networks of the engine beside it."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.browser.chromium import STEADY, chromium
from tests.browser.page import open_page
from tests.rig.containers import container
from tests.rig.network import network

# Asks until it is told to end, a dozen at once of which some have to wait for a connection, and counts the answers.
PAGE = b"""<script>
window.answered = 0; window.failed = 0;
(async () => {
  while (!window.enough) {
    await Promise.all([...Array(12)].map(() => fetch(`/more?${Math.random()}`).then(() => { window.answered += 1; },
                                                                   () => { window.failed += 1; })));
  }
  window.ended = true;
})();
</script>"""
OPEN = "import socket; [socket.socket(each).close() for each in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX)]"


class Handler(BaseHTTPRequestHandler):
    """Answers with the page, and to all else a moment later."""

    def do_GET(self) -> None:
        """Answer once, so that each request is a connection of its own."""
        if self.path.startswith("/more"):
            self.server.__dict__["pause"].wait(0.1)
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(PAGE if self.path == "/" else b"")

    def log_message(self, *_told: object) -> None:
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    """Where the page is."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.__dict__["pause"] = threading.Event()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


def test_networks_come_and_go(address: str, tmp_path: Path) -> None:
    with chromium(tmp_path, []) as browser, open_page(browser, address) as page:
        for _time in range(3):
            page.wait_for("window.answered > 24")
            with network("steady") as name, container("python:3.11-slim", "sleep", "60", network=name):
                page.evaluate("void (window.answered = 0)")
                page.wait_for("window.answered > 24")
        page.evaluate("void (window.enough = true)")
        page.wait_for("window.ended")
        assert (page.evaluate("window.failed"), page.errors()) == (0, [])


def test_only_netlink_is_refused() -> None:
    code = f"{OPEN}; socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)"
    done = subprocess.run([*STEADY, sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.stderr.splitlines()[-1] == "PermissionError: [Errno 13] Permission denied"
    subprocess.run([*STEADY, sys.executable, "-c", OPEN], check=True)
