"""The machine's Docker engine a second time: containerd image store, TLS on 127.0.0.1, a network namespace of its own.

Without that namespace it would take docker0 from the engine of the machine. Its port is reached from outside since it
inherits the listening socket.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_FIRST_INHERITED = 3  # where dockerd looks for sockets, as systemd hands them over
_START = 'ip link set lo up; LISTEN_PID=$$ LISTEN_FDS=1 exec dockerd "$@"'
_TLS = {"tlscacert": "ca.pem", "tlscert": "server.pem", "tlskey": "server-key.pem"}


@dataclass(frozen=True)
class TlsEngine:
    """An engine with `unix`, its socket's address, `tcp`, its address for TLS, and a folder with `certificates`."""

    pid: int
    unix: str
    tcp: str
    certificates: Path

    @property
    def inside(self) -> tuple[str, ...]:
        """What stands in front of a command that runs in the engine's network namespace."""
        return ("nsenter", f"--net=/proc/{self.pid}/ns/net")

    @property
    def tls(self) -> dict[str, Any]:
        """The module's options that reach it by TLS."""
        names = {"ca_path": "ca.pem", "client_cert": "client.pem", "client_key": "client-key.pem"}
        places = {option: str(self.certificates / name) for option, name in names.items()}
        return {"docker_host": self.tcp, "validate_certs": True, **places}


def make_certificates(folder: Path, run: Callable[..., str]) -> Path:
    """An authority, certificates by it for the engine and a client, and another authority with its own client."""
    folder.mkdir()
    request = ("openssl", "req", "-newkey", "rsa:2048", "-nodes")
    for authority, names in (("ca", ("server", "client")), ("other-ca", ("other-client",))):
        key, certificate = f"{authority}-key.pem", f"{authority}.pem"
        run(
            *request,
            "-x509",
            "-days",
            "2",
            "-subj",
            f"/CN={authority}",
            "-keyout",
            key,
            "-out",
            certificate,
            cwd=folder,
        )
        for name in names:
            run(*request, "-subj", f"/CN={name}", "-keyout", f"{name}-key.pem", "-out", f"{name}.csr", cwd=folder)
            (folder / f"{name}.ext").write_text("subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth\n")
            sign = ("openssl", "x509", "-req", "-days", "2", "-CA", certificate, "-CAkey", key, "-CAcreateserial")
            run(*sign, "-in", f"{name}.csr", "-out", f"{name}.pem", "-extfile", f"{name}.ext", cwd=folder)
    return folder


@contextmanager
def tls_engine(folder: Path, run: Callable[..., str]) -> Iterator[TlsEngine]:
    """An engine that answers; it and all that it holds are gone in the end."""
    folder.mkdir()
    certificates = make_certificates(folder / "certificates", run)
    (folder / "daemon.json").write_text(json.dumps({"features": {"containerd-snapshotter": True}}))
    # The kernel ends it with the tests, also when these are killed; its mounts go with its mount namespace.
    command = ["setpriv", "--pdeathsig=TERM", "unshare", "--net", "--mount", "sh", "-ec", _START, "sh"]
    command += [f"--config-file={folder}/daemon.json", f"--data-root={folder}/data", f"--exec-root={folder}/exec"]
    command += [f"--pidfile={folder}/pid", f"--host=unix://{folder}/s", "--host=fd://", "--tlsverify"]
    command += [f"--{option}={certificates / name}" for option, name in _TLS.items()]
    with socket.socket() as listener, (folder / "log").open("wb") as log:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        tcp = f"tcp://127.0.0.1:{listener.getsockname()[1]}"
        # Not by pass_fds, which keeps the number that the socket has here.
        shift = ["bash", "-c", f'exec "$@" {_FIRST_INHERITED}<&{listener.fileno()}', "sh"]
        process = subprocess.Popen(
            [*shift, *command], stdin=subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=[listener.fileno()]
        )
    engine = TlsEngine(process.pid, f"unix://{folder}/s", tcp, certificates)
    try:
        wait_for(engine, process, folder / "log")
        yield engine
    finally:
        process.terminate()
        process.wait(60)


def wait_for(engine: TlsEngine, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return when the engine answers."""
    until = time.monotonic() + 120
    question = ["docker", "--host", engine.unix, "version"]
    while subprocess.run(question, capture_output=True, check=False, env=dict(os.environ)).returncode:
        assert process.poll() is None, log.read_text()[-4000:]
        assert time.monotonic() < until, log.read_text()[-4000:]
        time.sleep(0.2)
