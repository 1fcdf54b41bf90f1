"""The backend container from its start to its first good answer, against the same image without bytecode."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator
from pathlib import Path

from bench.debian_tools import ROOT
from bench.pairing import Claim, Result, paired
from tests.images.served import PORT
from tests.rig.cleanup import unique
from tests.rig.confinement import HARDENED
from tests.rig.containers import log_of
from tests.rig.databases import SETTINGS, postgresql, redis
from tests.rig.docker import docker
from tests.rig.images import build
from tests.rig.network import address, own_network

START = Claim(
    "container_start", "the backend image from start to healthy", "the same image with every `.pyc` removed", 0.6
)
CLAIMS = (START,)
PEERS = Path(__file__).parent / "peers"
STEP, LIMIT = 0.005, 120  # seconds


def is_ready(host: str) -> bool:
    """Whether the application says that it, its database and its Redis are ready."""
    connection = http.client.HTTPConnection(host, PORT, timeout=LIMIT)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def start_seconds(image: str) -> float:
    """Seconds from `docker start` to the first good answer, asked for every few milliseconds."""
    name = unique("start")
    try:
        docker("create", "--pull=never", f"--network={own_network()}", f"--name={name}", *HARDENED, *SETTINGS, image)
        begin = time.monotonic()
        docker("start", name)
        host = address(name)
        while not is_ready(host):
            if time.monotonic() - begin > LIMIT:
                raise RuntimeError(f"not ready after {LIMIT} s: {log_of(name)[-4000:]}")
            time.sleep(STEP)
        return time.monotonic() - begin
    finally:
        docker("rm", "--force", "--volumes", name, check=False)


def measure(folder: Path) -> Iterator[Result]:
    """The claim; `folder` is not needed."""
    del folder
    ours = build(ROOT / "backend", "with-bytecode")
    option = f"--build-arg=IMAGE={ours}"
    peer = build(PEERS, "without-bytecode", option, file=PEERS / "without_bytecode.Dockerfile")
    with postgresql(), redis():
        yield paired(START, 7, lambda: start_seconds(ours), lambda: start_seconds(peer))
