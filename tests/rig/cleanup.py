"""The names of what one process makes on the engine, and how all of it is removed."""

from __future__ import annotations

import os
import secrets
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.rig.docker import docker

# Of containers, networks and images; another one in each process, so that many run side by side.
PREFIX = f"sovd-test-{os.getpid()}-{secrets.token_hex(3)}"
# Where the module notes what it has built.
RECORDS = Path.home() / ".local/state/sovd.prod_images"


def unique(kind: str) -> str:
    """A name that nothing else has."""
    return f"{PREFIX}-{kind}-{secrets.token_hex(4)}"


def remove_images(*patterns: str) -> None:
    """Remove the images whose names match, by id too: what a tag left behind keeps its digest, but no name."""
    for pattern in patterns:
        tags = docker("image", "ls", "--format={{.Repository}}:{{.Tag}}", f"--filter=reference={pattern}").split()
        ids = docker("image", "ls", "--quiet", "--no-trunc", f"--filter=reference={pattern}").split()
        for names in ([tag for tag in tags if "<none>" not in tag], sorted(set(ids))):
            if names:
                docker("image", "rm", "--force", *names, check=False)


def clean() -> None:
    """Remove all that this process made: containers, networks, images and records."""
    containers = docker("ps", "--all", "--quiet", f"--filter=name={PREFIX}", check=False).split()
    if containers:
        docker("rm", "--force", "--volumes", *containers, check=False)
    networks = docker("network", "ls", "--quiet", f"--filter=name={PREFIX}", check=False).split()
    if networks:
        docker("network", "rm", *networks, check=False)
    remove_images(f"{PREFIX}*")
    for file in RECORDS.glob(f"{PREFIX}*"):
        file.unlink(missing_ok=True)


@contextmanager
def ended_from_outside() -> Iterator[None]:
    """Let SIGTERM end the block as Ctrl-C does, so that what it started is removed."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
