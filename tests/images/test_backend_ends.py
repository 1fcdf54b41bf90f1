"""How the backend ends when it is told to: what runs is finished, and nobody can hold it up."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from tests.images.conftest import Image
from tests.images.served import PORT, served, stop, until_asked
from tests.rig.containers import fetch
from tests.rig.docker import inspect
from tests.rig.network import address

GRACE = 25
HANDSHAKE = (
    b"GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


@contextmanager
def websocket(name: str) -> Iterator[socket.socket]:
    """An open WebSocket, whose client says nothing by itself."""
    with socket.create_connection((address(name), PORT), 30) as client:
        client.sendall(HANDSHAKE)
        assert client.recv(4096).startswith(b"HTTP/1.1 101 ")
        yield client


def assert_closed_by_server(frame: bytes) -> None:
    """A close frame that tells the client to come back: the service restarts."""
    assert frame[:1] == b"\x88"
    assert int.from_bytes(frame[2:4], "big") == 1012


@pytest.mark.parametrize("count", [1, 2])
def test_a_slow_request_is_finished_first(backend: Image, count: int) -> None:
    with served(backend.name, f"--env=WEB_CONCURRENCY={count}") as name:
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(fetch, name, PORT, "/slow")
            until_asked(name, "/slow")
            seconds = stop(name)
        assert answer.result()[0] == 200
        assert inspect(name, "{{.State.ExitCode}}") == "0"
        assert seconds < GRACE, "it did not end by itself"


@pytest.mark.parametrize("count", [1, 2])
def test_an_open_websocket_is_closed(slim: Image, count: int) -> None:
    with served(slim.name, f"--env=WEB_CONCURRENCY={count}") as name:
        with websocket(name) as client, ThreadPoolExecutor(1) as pool:
            stopped = pool.submit(stop, name)
            assert_closed_by_server(client.recv(4096))
            client.close()
            seconds = stopped.result()
        assert inspect(name, "{{.State.ExitCode}}") == "0"
        assert seconds < GRACE


@pytest.mark.parametrize("count", [1, 2])
def test_a_silent_websocket_holds_nothing_up(backend: Image, count: int) -> None:
    with served(backend.name, f"--env=WEB_CONCURRENCY={count}") as name, websocket(name) as client:
        seconds = stop(name)
        assert_closed_by_server(client.recv(4096))
        assert inspect(name, "{{.State.ExitCode}}") == "0"
        assert seconds < GRACE


def test_a_slow_request_beside_a_silent_websocket_is_finished(slim: Image) -> None:
    with served(slim.name, "--env=WEB_CONCURRENCY=1") as name, websocket(name):
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(fetch, name, PORT, "/slow")
            until_asked(name, "/slow")
            seconds = stop(name)
        assert answer.result()[0] == 200
        assert inspect(name, "{{.State.ExitCode}}") == "0"
        assert seconds < GRACE
