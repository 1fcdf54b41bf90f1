"""The unchanged task on a large context, against the builder that finds all of it in its cache."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from tests.benchmark.ansible_tasks import Task, run_tasks, samples, turns
from tests.benchmark.pairing import Claim, Result, pairs_wanted
from tests.images.engine import PREFIX

LARGE = Claim(
    "large_context",
    "an unchanged task of `image_build`, at 20,000 files and 100 MB",
    "the command `docker buildx build` alone, all from the cache",
    0.7,
)
CLAIMS = (LARGE,)
FOLDERS, FILES, SIZE = 200, 100, 5000  # files per folder, bytes per file


def write_context(folder: Path) -> Path:
    """A context of 20,000 files of random bytes, and a Dockerfile that takes all of them."""
    content = random.Random(1)
    context = folder / "context"
    for number in range(FOLDERS):
        inner = context / "files" / f"{number:03}"
        inner.mkdir(parents=True)
        for name in range(FILES):
            (inner / f"{name:03}.bin").write_bytes(content.randbytes(SIZE))
    (context / "Dockerfile").write_text("FROM scratch\nCOPY files /files\n", encoding="utf-8")
    return context


def ours(context: Path, state: Path) -> Task:
    """The task of this collection."""
    arguments = {"name": PREFIX, "tag": "large-ours", "context": str(context), "state_dir": str(state)}
    return {"name": "image_build", "sovd.prod_images.image_build": arguments}


def peer(context: Path) -> Task:
    """The builder, whose own seconds Ansible returns."""
    argv = ["docker", "buildx", "build", "--quiet", f"--tag={PREFIX}:large-peer", str(context)]
    return {"name": "buildx", "ansible.builtin.command": {"argv": argv}}


def seconds_of(delta: str) -> float:
    """Seconds of a time such as 0:00:01.25, as `command` returns it."""
    hours, minutes, seconds = delta.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes), seconds=float(seconds)).total_seconds()


def measure(folder: Path) -> Iterator[Result]:
    """The claim: the whole task on our side, the command without its task on the other."""
    context = write_context(folder)
    mine, builder = ours(context, folder / "state"), peer(context)
    pairs = pairs_wanted(9)
    print(f"large context: {pairs} turns in one play", flush=True)
    run_tasks(folder, [mine, builder])
    done = run_tasks(folder, turns(pairs, mine, builder))
    commands = [seconds_of(one.result["delta"]) for one in done if one.name == builder["name"]]
    yield Result(LARGE, samples(done, mine, changed=False), commands[1:])
