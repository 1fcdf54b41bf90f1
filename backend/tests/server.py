"""The application as it runs in production: uvicorn in a process of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.waiting import wait_until

BACKEND = Path(__file__).parents[1]
GRACE_SECONDS = 20
_START_SECONDS = 120.0
# Nothing of the surrounding environment may decide a test.
_KEPT = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}


def run(*argv: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run `python -m ARGV` in the backend's folder, with nothing in its environment but what is given."""
    return subprocess.run(
        [sys.executable, "-m", *argv],
        check=False,
        capture_output=True,
        text=True,
        cwd=BACKEND,
        env={**_KEPT, **environment},
        timeout=300,
    )


class Server:
    """One uvicorn with its workers."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
        """Address a running process."""
        self.process = process
        self.log = log
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60)
        self._stream_url = f"ws://127.0.0.1:{port}/ws/commands"

    def stream(self, *, max_queue: int | None = 16, **options: Any) -> ClientConnection:
        """Open the stream of events; the client stops reading when `max_queue` frames wait, if that is not None."""
        stream: ClientConnection = connect(
            self._stream_url, proxy=None, max_queue=max_queue, compression=None, **options
        )
        return stream

    def create(self, **changes: Any) -> httpx.Response:
        """Post a valid command, changed as told."""
        body = {"vehicle_id": "WVWZZZ1JZXW000001", "command": "read_dtc", "parameters": {"ecu": "engine"}}
        return self.client.post("/api/v1/commands", json=body | changes)

    def ready(self) -> httpx.Response:
        """Ask for readiness."""
        return self.client.get("/health/ready")

    def figure(self, name: str) -> float:
        """Return what /metrics says of a figure without labels."""
        lines = self.client.get("/metrics").text.splitlines()
        return float(next(line.split()[1] for line in lines if line.startswith(f"{name} ")))

    def is_listening(self) -> bool:
        """Tell whether a new WebSocket client stays connected and can expect events."""
        try:
            with self.stream() as stream:
                stream.recv(timeout=0.3)
        except TimeoutError:
            return True
        except (ConnectionClosed, InvalidStatus):
            return False
        raise AssertionError("an event arrived that no test has caused")

    def lines(self) -> list[dict[str, Any]]:
        """Return what the workers have logged so far."""
        return [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]

    def logged(self, **fields: Any) -> dict[str, Any]:
        """Wait for a line with these fields, which may come after the answer, and return it."""

        def found() -> list[dict[str, Any]]:
            return [line for line in self.lines() if all(line.get(key) == value for key, value in fields.items())]

        wait_until(found)
        return found()[0]

    def terminate(self) -> tuple[int, float]:
        """Send SIGTERM; return the exit status and the seconds it took."""
        started = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(GRACE_SECONDS * 3), time.monotonic() - started


@contextmanager
def serving(environment: dict[str, str], log: Path, *, workers: int = 1) -> Iterator[Server]:
    """Run the application for a block, with nothing in its environment but what is given."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = [f"--port={port}", f"--workers={workers}", f"--timeout-graceful-shutdown={GRACE_SECONDS}"]
    with log.open("wb") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", "app.main:app", *options],
            cwd=BACKEND,
            env={**_KEPT, "TMPDIR": str(log.parent), **environment},
            stdout=sink,
            stderr=subprocess.STDOUT,
        )
    server = Server(process, port, log)
    try:
        _wait_until_alive(server)
        yield server
    finally:
        server.client.close()
        if process.poll() is None:
            process.terminate()
            process.wait(GRACE_SECONDS * 3)


def _wait_until_alive(server: Server) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            assert server.client.get("/health/live").status_code == 200
        except httpx.TransportError:
            assert server.process.poll() is None, server.log.read_text()
            assert time.monotonic() < deadline, server.log.read_text()
            time.sleep(0.1)
        else:
            return
