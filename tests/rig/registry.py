"""A real image registry of this machine, by Debian's docker-registry package."""

from __future__ import annotations

import base64
import http.client
import shutil
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.rig.certificates import authority, by_authority
from tests.rig.cleanup import remove_images
from tests.rig.network import free_port
from tests.rig.packages import unpacked
from tests.rig.waiting import until

USER, PASSWORD = "tester", "hush-registry-7d31"
HASH = "$2b$04$OBisorjEEGYD0PFUaG6LAO8cxFilmwE05yDeXw006BGNRrXxS3kYi"  # of it, as an htpasswd file has it
_CONNECT = "import socket, sys; socket.create_connection(('127.0.0.1', int(sys.argv[1])), 5)"
_MANIFESTS = ", ".join(
    f"application/vnd.{kind}+json"
    for kind in (
        "docker.distribution.manifest.v2",
        "docker.distribution.manifest.list.v2",
        "oci.image.manifest.v1",
        "oci.image.index.v1",
    )
)


@dataclass
class Registry:
    """A registry on 127.0.0.1 that can be ended and started again; what it holds stays in `folder`."""

    program: str
    folder: Path
    port: int
    prefix: tuple[str, ...] = ()
    authority: Path | None = None  # whose certificate it has; without one it speaks no TLS
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """What stands in front of a repository's name."""
        return f"127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, and wait until it answers; `prefix` is what stands in front of the command."""
        # The kernel ends it with the tests, also when these are killed.
        command = [*self.prefix, "setpriv", "--pdeathsig=TERM", self.program, "serve", str(self.folder / "config.yml")]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        until(self._answers, 180, (self.folder / "log").read_text)

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, (self.folder / "log").read_text()
        question = [*self.prefix, sys.executable, "-c", _CONNECT, str(self.port)]
        return not subprocess.run(question, capture_output=True, check=False).returncode

    def stop(self) -> None:
        """End it."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(120)
            self.process = None

    def head(self, path: str) -> tuple[int, str | None]:
        """Ask for a manifest, as USER; the status and the digest that the registry reports."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        if self.authority:
            trust = ssl.create_default_context(cafile=self.authority)
            connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=60, context=trust)
        login = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        try:
            connection.request("HEAD", path, headers={"Accept": _MANIFESTS, "Authorization": login})
            answer = connection.getresponse()
            return answer.status, answer.headers["Docker-Content-Digest"]
        finally:
            connection.close()

    def digest(self, repository: str, tag: str) -> str | None:
        """The digest that the registry reports for a tag, None where it has none."""
        status, digest = self.head(f"/v2/{repository}/manifests/{tag}")
        return digest if status == http.client.OK else None

    def forget(self) -> None:
        """Lose everything that was pushed; the registry must be down."""
        assert self.process is None
        shutil.rmtree(self.folder / "store", ignore_errors=True)


def find_program() -> str:
    """The registry's program, out of Debian's package where the machine has none; nothing is installed."""
    return shutil.which("docker-registry") or str(unpacked("bookworm", "docker-registry") / "usr/bin/docker-registry")


@contextmanager
def registry(
    folder: Path, password_hash: str = "", prefix: tuple[str, ...] = (), tls: bool = False
) -> Iterator[Registry]:
    """A registry that runs; with a bcrypt `password_hash` it lets nobody but USER in, with `tls` it has a certificate.

    `prefix` is what stands in front of its command, such as what enters a network namespace. Images on the engine that
    are named after it are removed in the end.
    """
    folder.mkdir()
    port = free_port()
    config = f"version: 0.1\nlog: {{level: warn}}\nstorage: {{filesystem: {{rootdirectory: {folder}/store}}}}\n"
    certificate = f", tls: {{certificate: {folder}/registry.pem, key: {folder}/registry-key.pem}}" if tls else ""
    if tls:
        by_authority(folder, "registry", authority(folder, "authority"), "127.0.0.1")
    config += f'http: {{addr: "127.0.0.1:{port}"{certificate}}}\n'
    if password_hash:
        (folder / "htpasswd").write_text(f"{USER}:{password_hash}\n")
        config += f"auth: {{htpasswd: {{realm: tests, path: {folder}/htpasswd}}}}\n"
    (folder / "config.yml").write_text(config)
    made = Registry(find_program(), folder, port, prefix, folder / "authority.pem" if tls else None)
    made.start()
    try:
        yield made
    finally:
        made.stop()
        remove_images(f"{made.address}/*/*")
