"""An index of packages that lets nobody in without a password, and files of git repositories, over HTTPS."""

from __future__ import annotations

import base64
import ssl
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.rig.certificates import authority, by_authority
from tests.rig.network import gateway

USER = "builder"


@dataclass(frozen=True)
class PackageIndex:
    """Where it is, the file of the authority that its certificate is by, and the folder of what it serves."""

    address: str
    port: int
    trusted: Path
    folder: Path

    @property
    def url(self) -> str:
        """The address of the simple index."""
        return f"https://{self.address}:{self.port}/simple/"


class _Handler(SimpleHTTPRequestHandler):
    """Serves the folder; what lies in simple/ only to USER."""

    password = ""

    def do_GET(self) -> None:
        """Answer, or ask for the password."""
        wanted = "Basic " + base64.b64encode(f"{USER}:{self.password}".encode()).decode()
        if self.path.startswith("/simple/") and self.headers["Authorization"] != wanted:
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="packages"')
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            super().do_GET()

    def log_message(self, *_told: object) -> None:
        """Say nothing."""


def write_wheel(folder: Path, name: str, text: str) -> None:
    """Write a wheel of one module into the simple index below a folder."""
    place = folder / "simple" / name
    place.mkdir(parents=True)
    info = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(place / f"{name}-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{name}.py", text)
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{info}/RECORD", f"{name}.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n")


@contextmanager
def package_index(folder: Path, password: str) -> Iterator[PackageIndex]:
    """Serve a folder where containers of the engine's own network reach it, until the block ends."""
    keys = folder / "keys"
    served = folder / "served"
    keys.mkdir(parents=True)
    served.mkdir()
    address = gateway("bridge")
    by_authority(keys, "server", authority(keys, "ca"), address)
    handler = partial(type("_Handler", (_Handler,), {"password": password}), directory=str(served))
    with ThreadingHTTPServer((address, 0), handler) as server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(keys / "server.pem", keys / "server-key.pem")
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield PackageIndex(address, server.server_address[1], keys / "ca.pem", served)
        finally:
            server.shutdown()
            thread.join(30)
