"""A private engine ends with the process that started it, and takes nothing from the engine of this machine."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engines.private_engine import RUNS, remove_left_overs

BRIDGE = Path("/sys/class/net/docker0/address")


def command_lines(words: str) -> list[str]:
    """Return the command lines of all processes that hold `words`."""
    lines = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(path.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:  # the process ended meanwhile
            continue
    return [line for line in lines if words in line]


@pytest.fixture
def owner(root: Path) -> Iterator[subprocess.Popen[str]]:
    """A process whose engine answers."""
    command = [sys.executable, "-m", "tests.engines.private_engine", "trixie-containerd", "nginx:alpine"]
    process = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline().startswith("DOCKER_HOST=unix:///"), "the engine did not start"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_killed_owner_takes_everything_along(owner: subprocess.Popen[str]) -> None:
    folder = f"{RUNS}/trixie-containerd-{owner.pid}"
    assert [line.split()[0] for line in command_lines(folder) if "dockerd" in line]
    before = BRIDGE.read_text()
    owner.kill()
    owner.wait()
    until = time.monotonic() + 30
    while command_lines(folder) and time.monotonic() < until:
        time.sleep(0.2)
    assert command_lines(folder) == []
    assert BRIDGE.read_text() == before
    assert folder not in Path("/proc/mounts").read_text()
    assert Path(folder).is_dir()
    remove_left_overs()
    assert not Path(folder).exists()
