"""The names of what one process makes on the engine, and how all of it is removed."""

from __future__ import annotations

import functools
import os
import re
import secrets
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.rig.docker import docker

# What numbers the processes: the tests in a container may have the same engine, but not the same processes.
SPACE = re.sub(r"\D", "", str(Path("/proc/self/ns/pid").readlink()))
# Of containers, networks and images; another one in each process, so that many run side by side.
PREFIX = f"sovd-test-{SPACE}-{os.getpid()}-{secrets.token_hex(3)}"
PREFIX_OF = re.compile(r"(sovd-test-(?P<space>\d+)-(?P<process>\d+)-[0-9a-f]{6})\b.*")
# Where the module notes what it has built.
RECORDS = Path.home() / ".local/state/sovd.prod_images"


@functools.cache
def _own_folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix=PREFIX)  # kept by the cache, removed when the process ends


@functools.cache  # one copy for good: a container may be reading it when the next one is started
def readable(path: Path) -> Path:
    """A copy of a file of this tree that every user may read, whatever umask the tree was cloned with."""
    folder = Path(_own_folder().name)
    folder.chmod(0o755)
    copied = folder / path.name
    shutil.copyfile(path, copied)
    copied.chmod(0o644)
    return copied


def unique(kind: str) -> str:
    """A name that nothing else has."""
    return f"{PREFIX}-{kind}-{secrets.token_hex(4)}"


def remove_images(*patterns: str) -> None:
    """Remove the tags that match, and by id what such a tag left behind, which has no name any more.

    Never by id what has a name: an equal image may be another's too.
    """
    for pattern in patterns:
        listing = ("image", "ls", "--no-trunc", "--format={{.Repository}}:{{.Tag}} {{.ID}}")
        found = [line.split() for line in docker(*listing, f"--filter=reference={pattern}").splitlines()]
        names = [identity if name.endswith(":<none>") else name for name, identity in found]
        if names:
            docker("image", "rm", "--force", *dict.fromkeys(names), check=False)


def remove_images_and_records(prefix: str) -> None:
    """Remove the images whose names begin so, what the module has noted of them, and what a build of it left."""
    remove_images(f"{prefix}*")
    for place in RECORDS.glob(f"{prefix}*"):
        if place.is_dir():
            shutil.rmtree(place, ignore_errors=True)
        else:
            place.unlink(missing_ok=True)


def remove_left_overs() -> None:
    """Remove what is on the engine of processes that were killed before they could."""
    names = docker("ps", "--all", "--format={{.Names}}", check=False).split()
    names += docker("network", "ls", "--format={{.Name}}", check=False).split()
    names += docker("image", "ls", "--format={{.Repository}}", check=False).split()
    for prefix, space, process in {found.group(1, 2, 3) for found in map(PREFIX_OF.fullmatch, names) if found}:
        if space == SPACE and not Path("/proc", process).is_dir():
            clean(prefix)


def clean(prefix: str = PREFIX) -> None:
    """Remove all that one process made: containers, networks, images and records."""
    containers = docker("ps", "--all", "--quiet", f"--filter=name={prefix}", check=False).split()
    if containers:
        docker("rm", "--force", "--volumes", *containers, check=False)
    networks = docker("network", "ls", "--quiet", f"--filter=name={prefix}", check=False).split()
    if networks:
        docker("network", "rm", *networks, check=False)
    remove_images_and_records(prefix)


@contextmanager
def ended_from_outside() -> Iterator[None]:
    """Let SIGTERM end the block as Ctrl-C does, so that what it started is removed."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
