"""A Docker engine of its own release and image store, which dies with the process that started it.

It lives in network, mount and process namespaces of its own: a second dockerd in the host's network would take docker0
from the first, and the end of the first process of a process namespace is the end of all the others in it. By TLS it is
reached from outside since it inherits the listening socket.
"""

from __future__ import annotations

import itertools
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.rig.certificates import authority, by_authority
from tests.rig.packages import unpacked
from tests.rig.waiting import until

# Not below /tmp, which may be in memory, where overlay file systems cannot lie; short, for the sockets' names.
RUNS = Path("/var/tmp/sovd-engines")
START_TIMEOUT = 300  # seconds, on a busy machine
STOP_TIMEOUT = 20  # seconds
NUMBERS = itertools.count()  # of the engines of this process, which may have two of one release
CLIENT = ("docker-cli", "docker-buildx")
ENGINE = ("docker.io", "containerd")
# Debian 12's runc and libraries run on every Debian that this project supports; later ones need a newer libc than its.
RUNTIME = ("runc", "libdevmapper1.02.1")
NETWORK = ("slirp4netns", "libslirp0", "libglib2.0-0", "libpcre2-8-0")
PROGRAM_FOLDERS = ("usr/sbin", "usr/bin", "sbin", "bin")
FIRST_INHERITED = 3  # where dockerd looks for sockets
SERVER_FILES = {"tlscacert": "ca.pem", "tlscert": "server.pem", "tlskey": "server-key.pem"}
PLUGINS = Path("usr/libexec/docker/cli-plugins/docker-buildx")
# An empty /run/containerd, since dockerd would take a containerd that runs there instead of starting its own.
FIRST_PROCESS = """
mkdir -p /run/containerd && mount -t tmpfs tmpfs /run/containerd || exit 1
echo in its namespaces
read -r connected || exit 1
# A listening socket, where there is one, is handed over as systemd does it.
sh -c 'LISTEN_PID=$$ exec dockerd "$@"' dockerd "$@" &
engine=$!
trap 'kill "$engine"' TERM
wait "$engine" || wait "$engine"
"""


@dataclass(frozen=True)
class Release:
    """The Debian suites that the engine and its client come from, and whether the containerd image store is on."""

    engine: str
    client: str
    containerd_store: bool = False


RELEASES = {
    # Debian 12 has no buildx, without which there is no BuildKit for the client, so its engine gets a newer client.
    "bookworm": Release("bookworm", "trixie"),
    "trixie": Release("trixie", "trixie"),
    "trixie-containerd": Release("trixie", "trixie", containerd_store=True),
    "sid": Release("sid", "sid"),
    "sid-containerd": Release("sid", "sid", containerd_store=True),
}


def search_path(*roots: Path) -> str:
    folders = [str(root / folder) for root in roots for folder in PROGRAM_FOLDERS]
    return os.pathsep.join([*folders, os.environ["PATH"]])


def library_path(*roots: Path) -> str:
    return os.pathsep.join(
        str(folder) for root in roots for base in ("usr/lib", "lib") for folder in (root / base).glob("*-linux-gnu")
    )


def remove(folder: Path) -> None:
    """Remove a folder of any depth, for which Python 3.11 has too few levels."""
    subprocess.run(["rm", "-rf", "--one-file-system", str(folder)], check=False)


def remove_left_overs() -> None:
    """Remove the folders of engines that ended with the process that started them."""
    for folder in RUNS.glob("*"):
        if not Path("/proc", folder.name.rpartition("-")[2]).is_dir():
            remove(folder)


class PrivateEngine:
    """One engine; `environment` are the variables with which a docker command reaches it.

    With `certificates`, a folder that `certificates_for` filled, it also listens for TLS, at `tcp`.
    """

    def __init__(self, name: str, certificates: Path | None = None) -> None:
        """Fetch the programs of the release called `name`; nothing is started yet."""
        release = RELEASES[name]
        self.certificates = certificates or Path()
        self.tcp = ""
        self._listener = socket.socket() if certificates else None
        self._folder = RUNS / f"{name}-{next(NUMBERS)}-{os.getpid()}"
        self._store = release.containerd_store
        self._runtime = unpacked("bookworm", *RUNTIME)
        self._network = unpacked("bookworm", *NETWORK)
        self._programs = unpacked(release.engine, *ENGINE)
        self._client = unpacked(release.client, *CLIENT)
        self._processes: list[subprocess.Popen[bytes]] = []
        self.environment = {
            "DOCKER_HOST": f"unix://{self._folder}/docker.sock",
            "DOCKER_CONFIG": f"{self._folder}/client",
            "PATH": search_path(self._client),
        }

    @property
    def unix(self) -> str:
        """The address of its socket."""
        return self.environment["DOCKER_HOST"]

    @property
    def inside(self) -> tuple[str, ...]:
        """What stands in front of a command that runs in the engine's network namespace."""
        return ("nsenter", f"--net=/proc/{self._processes[0].pid}/ns/net")

    @property
    def tls(self) -> dict[str, Any]:
        """The module's options that reach it by TLS."""
        names = {"ca_path": "ca.pem", "client_cert": "client.pem", "client_key": "client-key.pem"}
        places = {option: str(self.certificates / name) for option, name in names.items()}
        return {"docker_host": self.tcp, "validate_certs": True, **places}

    def docker(self, *arguments: str) -> str:
        """Run a docker command on this engine and return what it printed."""
        environment = {**os.environ, **self.environment}
        done = subprocess.run(
            [f"{self._client}/usr/bin/docker", *arguments], env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"docker {' '.join(arguments)}: {done.stderr}")
        return done.stdout.strip()

    def describe(self) -> str:
        """Return the versions that are combined, and the image store."""
        versions = self.docker("version", "--format=server {{.Server.Version}}, client {{.Client.Version}}")
        store = self.docker("info", "--format=store {{.Driver}} {{json .DriverStatus}}")
        return ", ".join([versions, self.docker("buildx", "version"), store])

    def inspect(self, image: str) -> dict[str, Any]:
        """Return the engine's document of an image that it has."""
        document: dict[str, Any] = json.loads(self.docker("image", "inspect", image))[0]
        return document

    def start(self) -> None:
        """Start the engine and return when it answers."""
        remove_left_overs()
        plugins = self._folder / "client" / "cli-plugins"
        plugins.mkdir(parents=True)
        (plugins / "docker-buildx").symlink_to(self._client / PLUGINS)
        (self._folder / "daemon.json").write_text(json.dumps({"features": {"containerd-snapshotter": self._store}}))
        with (self._folder / "log").open("wb") as log:
            keep = (self._listener.fileno(),) if self._listener else ()
            first = self._start_process(self._command(), log.fileno(), self._programs, self._runtime, keep=keep)
            if self._listener:
                self._listener.close()
            assert first.stdin is not None
            assert first.stdout is not None
            if first.stdout.readline() != b"in its namespaces\n":
                raise RuntimeError(f"the engine did not start: {self._said()}")
            self._connect(first.pid, log.fileno())
            first.stdin.write(b"connected\n")
            first.stdin.flush()
        until(lambda: first.poll() is not None or self._answers(), START_TIMEOUT, self._said)
        if first.poll() is not None:
            raise RuntimeError(f"the engine did not start: {self._said()}")

    def load(self, images: Sequence[str]) -> None:
        """Copy images from the engine that this process was started with."""
        if not images:
            return
        saved = subprocess.Popen(["docker", "image", "save", *images], stdout=subprocess.PIPE, env=START_ENVIRONMENT)
        subprocess.run(
            [f"{self._client}/usr/bin/docker", "image", "load", "--quiet"],
            stdin=saved.stdout, env={**os.environ, **self.environment}, stdout=subprocess.DEVNULL, check=True,
        )  # fmt: skip
        if saved.wait():
            raise RuntimeError("docker image save failed")

    def stop(self) -> None:
        """End the engine and everything in its namespaces, and remove its data."""
        for process in reversed(self._processes):
            for child in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split():
                with suppress(ProcessLookupError):
                    os.kill(int(child), signal.SIGTERM)
        for process in self._processes:
            with suppress(subprocess.TimeoutExpired):
                process.wait(STOP_TIMEOUT if process is self._processes[0] else 0)
            process.kill()
            process.wait()
        remove(self._folder)

    def _listen(self) -> list[str]:
        """The shell's words in front of the command that hand over the socket for TLS, where one is wanted."""
        if self._listener is None:
            return []
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen()
        self.tcp = f"tcp://127.0.0.1:{self._listener.getsockname()[1]}"
        return ["bash", "-c", f'LISTEN_FDS=1 exec "$@" {FIRST_INHERITED}<&{self._listener.fileno()}', "bash"]

    def _command(self) -> list[str]:
        own, tls = self._folder, []
        if self._listener is not None:
            tls = ["--host=fd://", "--tlsverify"]
            tls += [f"--{option}={self.certificates / name}" for option, name in SERVER_FILES.items()]
        return [
            *self._listen(),
            *("unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"),
            *("sh", "-c", FIRST_PROCESS, "sh"),
            *(f"--config-file={own}/daemon.json", f"--data-root={own}/data", f"--exec-root={own}/exec"),
            *(f"--pidfile={own}/pid", f"--host=unix://{own}/docker.sock", *tls),
        ]

    def _connect(self, pid: int, log: int) -> None:
        """Give the network of the process `pid` a way out, by a program that needs no change of the host's network."""
        ready, told = os.pipe()
        command = ["slirp4netns", "--configure", "--mtu=1500", "--disable-host-loopback", f"--ready-fd={told}"]
        self._start_process([*command, str(pid), "tap0"], log, self._network, keep=(told,))
        os.close(told)
        with os.fdopen(ready, "rb") as opened:
            if not opened.read():
                raise RuntimeError(f"slirp4netns gave no network: {self._said()}")

    def _start_process(
        self, command: list[str], log: int, *roots: Path, keep: tuple[int, ...] = ()
    ) -> subprocess.Popen[bytes]:
        # The kernel ends it with the tests, also when these are killed.
        process = subprocess.Popen(
            ["setpriv", "--pdeathsig=KILL", *command],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, pass_fds=keep, start_new_session=True,
            env={**START_ENVIRONMENT, "PATH": search_path(*roots), "LD_LIBRARY_PATH": library_path(*roots)},
        )  # fmt: skip
        self._processes.append(process)
        return process

    def _answers(self) -> bool:
        with suppress(RuntimeError):
            return bool(self.docker("version", "--format={{.Server.Version}}"))
        return False

    def _said(self) -> str:
        return (self._folder / "log").read_text(errors="replace")[-3000:]


START_ENVIRONMENT = dict(os.environ)


def certificates_for(folder: Path) -> Path:
    """An authority, certificates by it for an engine and a client, and another authority with its own client."""
    folder.mkdir()
    for signer, names in (("ca", ("server", "client")), ("other-ca", ("other-client",))):
        made = authority(folder, signer)
        for name in names:
            by_authority(folder, name, made, "127.0.0.1")
    return folder


@contextmanager
def private_engine(name: str, images: Sequence[str], certificates: Path | None = None) -> Iterator[PrivateEngine]:
    """An engine of the release called `name` with copies of `images`, gone after the block."""
    engine = PrivateEngine(name, certificates)
    try:
        engine.start()
        engine.load(images)
        yield engine
    finally:
        engine.stop()


if __name__ == "__main__":
    with private_engine(sys.argv[1], sys.argv[2:]) as started:
        print(*(f"{name}={value}" for name, value in started.environment.items()), sep="\n", flush=True)
        with suppress(KeyboardInterrupt):
            signal.pause()
