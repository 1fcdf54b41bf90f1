"""A private engine ends with the process that started it, and takes nothing from the engine of this machine."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rig.private_engine import RUNS, PrivateEngine, remove_left_overs
from tests.rig.processes import find_processes
from tests.rig.waiting import wait_until

BRIDGE = Path("/sys/class/net/docker0/address")


@pytest.fixture
def owner(root: Path) -> Iterator[subprocess.Popen[str]]:
    """A process whose engine answers."""
    command = [sys.executable, "-m", "tests.rig.private_engine", "trixie-containerd", "nginx:alpine"]
    process = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline().startswith("DOCKER_HOST=unix:///"), "the engine did not start"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_killed_owner_takes_everything_along(owner: subprocess.Popen[str]) -> None:
    (folder,) = map(str, RUNS.glob(f"trixie-containerd-*-{owner.pid}"))
    assert [line.split()[0] for line in find_processes(folder) if "dockerd" in line]
    before = BRIDGE.read_text()
    owner.kill()
    assert wait_until(lambda: not find_processes(folder), 120), find_processes(folder)
    assert BRIDGE.read_text() == before
    assert folder not in Path("/proc/mounts").read_text()
    # Until it was waited for, its id is known to the kernel, so that no other process removes the folder meanwhile.
    assert Path(folder).is_dir()
    owner.wait()
    remove_left_overs()
    assert not Path(folder).exists()


def test_two_of_one_release_meet_in_nothing() -> None:
    first, second = PrivateEngine("trixie"), PrivateEngine("trixie")
    assert {name for name in first.environment if first.environment[name] == second.environment[name]} == {"PATH"}
