"""The docker command: what it prints, on the engine that the environment names."""

from __future__ import annotations

import os
import subprocess
from typing import NamedTuple

LONGEST = 1800  # seconds that one command may take


class Answer(NamedTuple):
    """How a command ended, and what it said on both streams."""

    code: int
    text: str


def ask_docker(*argv: str, **environment: str) -> Answer:
    """Run a docker command that may fail."""
    done = subprocess.run(
        ["docker", *argv], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        check=False, timeout=LONGEST, env={**os.environ, **environment},
    )  # fmt: skip
    return Answer(done.returncode, done.stdout)


def docker(*argv: str, check: bool = True, good: tuple[int, ...] = (0,), given: str = "", **environment: str) -> str:
    """Run a docker command and return its output, without blanks around; `check=False` takes a failure."""
    done = subprocess.run(
        ["docker", *argv], input=given, capture_output=True, text=True,
        check=False, timeout=LONGEST, env={**os.environ, **environment},
    )  # fmt: skip
    assert done.returncode in good or not check, f"docker {' '.join(argv)}: {done.stdout[-4000:]}{done.stderr[-4000:]}"
    return done.stdout.strip()


def inspect(thing: str, template: str) -> str:
    """What the engine knows about an image or a container."""
    return docker("inspect", "--format", template, thing)
