"""A network path to a real service that a test can cut, freeze and restore."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import urlsplit, urlunsplit


@contextmanager
def gate_before(url: str) -> Iterator[tuple["Gate", str]]:
    """Put a gate before the service at `url`; give it with the URL that leads through it."""
    parts = urlsplit(url)
    assert parts.hostname
    assert parts.port
    user, _, _ = parts.netloc.rpartition("@")
    with closing(Gate(parts.hostname, parts.port)) as gate:
        netloc = f"{user}@127.0.0.1:{gate.port}" if user else f"127.0.0.1:{gate.port}"
        yield gate, urlunsplit(parts._replace(netloc=netloc))


class Gate:
    """Listens on a local port and passes bytes to `target` and back, while it is open."""

    def __init__(self, host: str, port: int) -> None:
        """Open a way to `host`:`port`."""
        self._target = (host, port)
        self._listener: socket.socket | None = None
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._flowing = threading.Event()
        self.port = 0
        self.open()

    def open(self) -> None:
        """Accept connections, at the same port as before."""
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self._listener.getsockname()[1]
        self._flowing.set()
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def close(self) -> None:
        """Refuse new connections and break those that exist."""
        self._flowing.set()
        if self._listener is not None:
            _shut(self._listener)
            self._listener = None
        for pair in self._pairs:
            for end in pair:
                _shut(end)
        self._pairs.clear()

    def freeze(self) -> None:
        """Keep all connections, but let nothing through."""
        self._flowing.clear()

    def thaw(self) -> None:
        """Let everything through again."""
        self._flowing.set()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            far = socket.create_connection(self._target)
            self._pairs.append((near, far))
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self._pass_on, args=(source, sink), daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                self._flowing.wait()
                sink.sendall(data)
        _shut(source)
        _shut(sink)


def _shut(end: socket.socket) -> None:
    """Close a socket so that threads blocked on it wake up."""
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
