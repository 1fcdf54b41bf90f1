"""A BuildKit that buildx reaches by its driver remote: the one inside of an engine, behind a socket of its own.

Debian has no package of buildkitd, but dockerd carries the whole of BuildKit and serves it at /grpc. With the
containerd image store that is all that a buildkitd can do, and nothing of it is known to the engine of the task.
"""

from __future__ import annotations

import os
import shutil
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

from tests.rig.docker import docker

_UPGRADE = b"POST /grpc HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"
_BLOCK = 1 << 16  # bytes


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while block := source.recv(_BLOCK):
            sink.sendall(block)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


class _Bridge(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True

    def __init__(self, path: Path, engine: str) -> None:
        """Listen at `path` for what is meant for BuildKit in the engine with the socket `engine`."""

        class Connection(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                """Let the engine turn a connection into one of gRPC, and pass on what both sides send."""
                with socket.socket(socket.AF_UNIX) as inner:
                    inner.connect(engine)
                    inner.sendall(_UPGRADE)
                    answer = b""
                    while not answer.endswith(b"\r\n\r\n"):
                        answer += inner.recv(1)
                    assert answer.startswith(b"HTTP/1.1 101 "), answer
                    back = threading.Thread(target=_pump, args=(inner, self.request), daemon=True)
                    back.start()
                    _pump(self.request, inner)
                    back.join()

        super().__init__(str(path), Connection)


@contextmanager
def remote_builder(engine: str) -> Iterator[dict[str, str]]:
    """The variables with which buildx builds by the BuildKit of the engine with this socket; gone after the block."""
    folder = Path(mkdtemp(prefix="sovd-buildkit-"))  # a short path, as sockets need it
    address, name = folder / "s", "sovd-remote"
    server = _Bridge(address, engine.removeprefix("unix://"))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    config = str(folder / "buildx")
    try:
        docker("buildx", "create", "--name", name, "--driver=remote", f"unix://{address}", BUILDX_CONFIG=config)
        yield {"BUILDX_CONFIG": config, "BUILDX_BUILDER": name}
    finally:
        server.shutdown()
        server.server_close()
        shutil.rmtree(folder)


if __name__ == "__main__":
    with remote_builder(os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock")) as found:
        print(*(f"{name}={value}" for name, value in found.items()), sep="\n", flush=True)
        with suppress(KeyboardInterrupt):
            threading.Event().wait()
