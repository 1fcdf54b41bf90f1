"""What the backend image does: starts fast, migrates, serves with its workers, and ends in order."""

from __future__ import annotations

import json
import secrets
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.images.conftest import Image
from tests.images.engine import HARDENED, address, container, docker, fetch, inspect, output_of, until
from tests.images.slow import SECONDS

PYTHON, PORT = "/opt/venv/bin/python", 8000
SLOW_APP = Path(__file__).parent / "slow.py"
PASSWORD = secrets.token_hex(16)
SETTINGS = (
    f"--env=DATABASE_URL=postgresql+asyncpg://sovd:{PASSWORD}@database:5432/sovd",
    "--env=REDIS_URL=redis://redis:6379/0",
    f"--env=JWT_SECRET={secrets.token_hex(32)}",
)
GRACE = 25
# How many modules came from a source file, and which of those without bytecode, after every source got another time.
# A link such as Debian's own sitecustomize.py belongs to the base.
USED_BYTECODE = """
import json, os, pathlib, subprocess, sys, sysconfig
for folder in (sysconfig.get_path("stdlib"), "/opt/venv/lib", "/app"):
    for path in pathlib.Path(folder).rglob("*.py"):
        if not path.is_symlink():
            os.utime(path, (1, 1))
script = '''
import json, os, sys
import app.main
specs = [getattr(module, "__spec__", None) for module in list(sys.modules.values())]
origins = {spec.origin or "" for spec in specs if spec}
print(json.dumps([path for path in origins if path.endswith(".py") and not os.path.islink(path)]))
'''
done = subprocess.run([sys.executable, *sys.argv[1:], "-v", "-c", script], capture_output=True, text=True, check=True)
matches = {line.rpartition(" matches ")[2] for line in done.stderr.splitlines() if " matches " in line}
origins = json.loads(done.stdout.splitlines()[-1])
print(json.dumps([len(origins), sorted(set(origins) - matches)]))
"""
# Pairs, so that a busy machine slows both down.
IMPORT_TIMES = """
import json, subprocess, sys, time
def seconds(*options):
    start = time.perf_counter()
    subprocess.run([sys.executable, *options, "-c", "import app.main"], check=True)
    return time.perf_counter() - start
seconds()
print(json.dumps([[seconds(), seconds("-X", "pycache_prefix=/tmp/none")] for _ in range(3)]))
"""


@contextmanager
def served(image: str, *options: str) -> Iterator[str]:
    """The slow application, started by the command of the image."""
    command = json.loads(inspect(image, "{{json .Config.Cmd}}"))
    words = ["slow:app" if word == "app.main:app" else word for word in command]
    mount = f"--mount=type=bind,source={SLOW_APP},target=/srv/slow.py,readonly"
    with container(image, *words, "--app-dir", "/srv", options=(*HARDENED, mount, *options)) as name:
        until(lambda: fetch(name, PORT, "/") == (200, b"late"), 20, name)
        yield name


def workers(name: str) -> int:
    """How many processes serve beside the first."""
    return docker("top", name, "-eo", "pid,args").stdout.count("spawn_main(")


def stop(name: str) -> float:
    """End a container as Docker and Kubernetes do, and return the seconds that it took."""
    start = time.monotonic()
    docker("stop", "--time=35", name)
    return time.monotonic() - start


def test_bytecode_is_used_whatever_time_its_source_has(backend: Image) -> None:
    options = (*SETTINGS, "--user=0")
    imported, compiled = json.loads(
        output_of(backend.name, PYTHON, "-c", USED_BYTECODE, options=options).splitlines()[-1]
    )
    assert imported > 300
    assert compiled == []


def test_unused_bytecode_is_noticed(slim: Image) -> None:
    options = (*SETTINGS, "--user=0")
    elsewhere = ("-X", "pycache_prefix=/tmp/none")
    answer = output_of(slim.name, PYTHON, "-c", USED_BYTECODE, *elsewhere, options=options)
    imported, compiled = json.loads(answer.splitlines()[-1])
    assert len(compiled) == imported


def test_bytecode_halves_the_time_of_the_import(slim: Image) -> None:
    pairs = json.loads(
        output_of(slim.name, PYTHON, "-c", IMPORT_TIMES, options=(*SETTINGS, *HARDENED)).splitlines()[-1]
    )
    with_bytecode, without = (sorted(times)[len(pairs) // 2] for times in zip(*pairs, strict=True))
    assert without >= 2 * with_bytecode, f"{with_bytecode:.2f} s with bytecode, {without:.2f} s without"


def test_migrations_run_from_the_image(backend: Image) -> None:
    sql = output_of(backend.name, "/opt/venv/bin/alembic", "upgrade", "head", "--sql", options=(*HARDENED, SETTINGS[0]))
    assert "CREATE TABLE commands" in sql
    assert "INSERT INTO alembic_version" in sql


def test_the_application_starts_and_answers(backend: Image) -> None:
    with container(backend.name, options=(*HARDENED, *SETTINGS, "--env=WEB_CONCURRENCY=1")) as name:
        until(lambda: fetch(name, PORT, "/health/live")[0] == 200, 20, name)
        assert fetch(name, PORT, "/health/ready")[0] == 503


@pytest.mark.parametrize(("options", "count"), [((), 4), (("--env=WEB_CONCURRENCY=2",), 2)], ids=["default", "2"])
def test_the_environment_says_how_many_workers_serve(slim: Image, options: tuple[str, ...], count: int) -> None:
    with served(slim.name, *options) as name:
        until(lambda: workers(name) == count, 10, name)
        assert workers(name) == count


@pytest.mark.parametrize("count", [1, 2])
def test_a_slow_request_is_finished_before_the_end(backend: Image, count: int) -> None:
    with served(backend.name, f"--env=WEB_CONCURRENCY={count}") as name:
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(fetch, name, PORT, "/slow")
            time.sleep(SECONDS / 3)
            seconds = stop(name)
        assert answer.result() == (200, b"late")
        assert inspect(name, "{{.State.ExitCode}}") == "0"
        assert SECONDS / 3 < seconds < GRACE


def test_the_environment_says_how_long_the_grace_is(slim: Image) -> None:
    options = ("--env=WEB_CONCURRENCY=1", "--env=UVICORN_TIMEOUT_GRACEFUL_SHUTDOWN=1")
    with served(slim.name, *options) as name, ThreadPoolExecutor(1) as pool:
        answer = pool.submit(fetch, name, PORT, "/slow")
        time.sleep(SECONDS / 3)
        stop(name)
        assert answer.result() != (200, b"late")


@pytest.mark.parametrize("count", [1, 2])
def test_an_open_websocket_is_closed_and_holds_nothing_up(slim: Image, count: int) -> None:
    handshake = (
        "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    with served(slim.name, f"--env=WEB_CONCURRENCY={count}") as name:
        with socket.create_connection((address(name), PORT), 30) as client, ThreadPoolExecutor(1) as pool:
            client.sendall(handshake.encode())
            assert client.recv(4096).startswith(b"HTTP/1.1 101 ")
            stopped = pool.submit(stop, name)
            frame = client.recv(4096)
            client.close()
            seconds = stopped.result()
        assert frame[:1] == b"\x88"
        assert int.from_bytes(frame[2:4], "big") == 1012
        assert inspect(name, "{{.State.ExitCode}}") == "0"
        assert seconds < GRACE
