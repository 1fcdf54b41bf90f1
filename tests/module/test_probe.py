"""Which processes the gate's probe calls the image's own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rig.containers import container, log_of, until
from tests.rig.docker import docker

IMAGE = "python:3.11-slim"
# The first process keeps a child that is another user, and says so when the child runs.
PROGRAM = """\
import subprocess
child = subprocess.Popen(["sleep", "infinity"], user=2000)
print("runs", flush=True)
child.wait()
"""
NOTHING = {"host": "127.0.0.1", "ports": [], "inherited_ports": [], "requests": [], "folders": [], "working_dir": "/"}


@pytest.fixture
def program() -> Iterator[str]:
    """A container in which the program runs."""
    with container(IMAGE, "python", "-c", PROGRAM, network="none", options=("--init",)) as name:
        until(lambda: "runs" in log_of(name), 180, name)
        yield name


def test_a_child_belongs_to_the_image_and_who_enters_from_outside_does_not(root: Path, program: str) -> None:
    docker("exec", "--detach", "--user=3000", program, "sleep", "infinity")
    probe = (root / "roles" / "image_verify" / "files" / "probe.py").read_text(encoding="utf-8")
    run = ("run", "--rm", "--interactive", f"--pid=container:{program}", "--user=2000", IMAGE, "python", "-c", probe)
    printed = docker(*run, given=json.dumps(NOTHING))
    found = [(process["Name"], process["Uid"][0]) for process in json.loads(printed)["processes"].values()]
    assert sorted(found) == [(["docker-init"], "0"), (["python"], "0"), (["sleep"], "2000")]
