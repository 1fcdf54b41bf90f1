"""The backend container from its start to its first good answer, against the same image without bytecode."""

from __future__ import annotations

import http.client
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

from bench.debian_tools import ROOT
from bench.pairing import Claim, Result, paired
from tests.images.engine import HARDENED, PREFIX, address, build, container, docker, until
from tests.images.served import PASSWORD, PORT, SETTINGS

START = Claim(
    "container_start", "the backend image from start to healthy", "the same image with every `.pyc` removed", 0.6
)
CLAIMS = (START,)
PEERS = Path(__file__).parent / "peers"
DATABASE = (
    "--network-alias=database",
    *("--env=POSTGRES_USER=sovd", f"--env=POSTGRES_PASSWORD={PASSWORD}", "--env=POSTGRES_DB=sovd"),
)
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


def wait_for(name: str, question: tuple[str, ...], answer: str) -> None:
    """Wait until a command in a container gives that answer."""
    until(lambda: answer in docker("exec", name, *question, check=False).stdout, LIMIT, name)


def start_seconds(image: str) -> float:
    """Seconds from `docker start` to the first good answer, asked for every few milliseconds."""
    name = f"{PREFIX}-{uuid.uuid4().hex[:8]}"
    try:
        docker("create", "--pull=never", f"--network={PREFIX}", f"--name={name}", *HARDENED, *SETTINGS, image)
        begin = time.monotonic()
        docker("start", name)
        host = address(name)
        while not is_ready(host):
            if time.monotonic() - begin > LIMIT:
                raise RuntimeError(f"not ready after {LIMIT} s: {docker('logs', name).stdout[-4000:]}")
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
    with (
        container("postgres:trixie", options=DATABASE) as database,
        container("redis:bookworm", options=("--network-alias=redis",)) as redis,
    ):
        for name, question, answer in (
            (database, ("pg_isready", "--host=127.0.0.1"), "accepting connections"),
            (redis, ("redis-cli", "ping"), "PONG"),
        ):
            wait_for(name, question, answer)
        yield paired(START, 7, lambda: start_seconds(ours), lambda: start_seconds(peer))
