"""A port that was given out stays its test's own, until the process of that test has ended."""

from __future__ import annotations

import random
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rig.network import OWN_PORTS, free_port

ASK = "import random; from tests.rig import network; network.random = random.Random(7); print(network.free_port())"


def test_the_kernel_gives_none_of_them_to_a_connection() -> None:
    first = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text(encoding="ascii").split()[0])
    assert free_port() < OWN_PORTS.stop <= first


def test_each_is_given_out_once(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    """To processes that would choose the same ones in the same order, and though no server is there yet."""
    mine = []
    for _time in range(2):
        monkeypatch.setattr("tests.rig.network.random", random.Random(7))
        mine.append(free_port())
    theirs = [int(subprocess.run([sys.executable, "-c", ASK], cwd=root, check=True, capture_output=True).stdout)
              for _time in range(2)]  # fmt: skip
    assert theirs[0] == theirs[1], "what a process had is free when it has ended"
    assert len({*mine, theirs[0]}) == 3


def test_what_somebody_else_listens_on_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.rig.network.random", random.Random(8))
    (first, second, *_others) = random.Random(8).sample(OWN_PORTS, len(OWN_PORTS))
    with socket.create_server(("127.0.0.1", first)):
        assert free_port() == second
