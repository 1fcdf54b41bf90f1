"""The application that answers late, started by the command of an image, and how it is ended."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.rig.cleanup import readable
from tests.rig.confinement import HARDENED
from tests.rig.containers import container, fetch, log_of, output_of, until
from tests.rig.docker import docker, inspect

PYTHON, PORT = "/opt/venv/bin/python", 8000
# What a busy machine may take to start something.
PATIENCE = 180
SLOW_APP = Path(__file__).parent / "slow.py"


def stdlib_of(image: str) -> str:
    """Where the standard library is."""
    return output_of(image, PYTHON, "-c", "import sysconfig; print(sysconfig.get_path('stdlib'))").strip().lstrip("/")


@contextmanager
def served(image: str, *options: str) -> Iterator[str]:
    """The slow application, started by the command of the image."""
    command = json.loads(inspect(image, "{{json .Config.Cmd}}"))
    words = ["slow:app" if word == "app.main:app" else word for word in command]
    mount = f"--mount=type=bind,source={readable(SLOW_APP)},target=/srv/slow.py,readonly"
    with container(image, *words, "--app-dir", "/srv", options=(*HARDENED, mount, *options)) as name:
        until(lambda: fetch(name, PORT, "/")[0] == 200, PATIENCE, name)
        yield name


def until_asked(name: str, path: str) -> None:
    """Wait until a request for one of the late paths is with the application."""
    until(lambda: f"asked for {path}" in log_of(name), PATIENCE, name)


def workers(name: str) -> list[int]:
    """The ids, on this machine, of the processes that serve beside the first."""
    lines = docker("top", name, "-eo", "pid,args").splitlines()
    return [int(line.split()[0]) for line in lines if "spawn_main(" in line]


def stop(name: str) -> float:
    """End a container as Docker and Kubernetes do, and return the seconds that it took."""
    start = time.monotonic()
    docker("stop", "--time=35", name)
    return time.monotonic() - start
