"""Which processes the gate's probe calls the image's own."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

NAME = f"sovd-test-probe-{os.getpid()}"
IMAGE = "python:3.11-slim"
# The first process keeps a child that is another user, and says so when the child runs.
PROGRAM = """\
import subprocess
child = subprocess.Popen(["sleep", "infinity"], user=2000)
print("runs", flush=True)
child.wait()
"""
NOTHING = {"host": "127.0.0.1", "ports": [], "inherited_ports": [], "requests": [], "folders": []}


@pytest.fixture
def container() -> Iterator[str]:
    run = ["docker", "run", "--detach", "--init", "--name", NAME, IMAGE, "python", "-c", PROGRAM]
    subprocess.run(run, check=True, timeout=60)
    while "runs" not in subprocess.check_output(["docker", "logs", NAME], text=True, timeout=60):
        time.sleep(0.05)
    yield NAME
    subprocess.run(["docker", "rm", "--force", NAME], check=True, timeout=60)


def test_a_child_belongs_to_the_image_and_who_enters_from_outside_does_not(root: Path, container: str) -> None:
    enter = ["docker", "exec", "--detach", "--user=3000", container, "sleep", "infinity"]
    subprocess.run(enter, check=True, timeout=60)
    probe = (root / "roles" / "image_verify" / "files" / "probe.py").read_text(encoding="utf-8")
    run = ["docker", "run", "--rm", "--interactive", f"--pid=container:{container}", "--user=2000", IMAGE, "python"]
    printed = subprocess.check_output([*run, "-c", probe], input=json.dumps(NOTHING), text=True, timeout=60)
    found = [(process["Name"], process["Uid"][0]) for process in json.loads(printed)["processes"].values()]
    assert sorted(found) == [(["docker-init"], "0"), (["python"], "0"), (["sleep"], "2000")]
