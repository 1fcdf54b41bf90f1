"""The unchanged task on a large context, against the builder that finds all of it in its cache."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from bench.ansible_tasks import Task, run_tasks, samples, turns
from bench.pairing import Claim, Result, pairs_wanted
from tests.rig.cleanup import PREFIX

LARGE = Claim(
    "large_context",
    "an unchanged task of `image_build`, at 20,000 files and 100 MB",
    "a task that runs `docker buildx build`, all from the cache",
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
    """The builder as a task of its own."""
    argv = ["docker", "buildx", "build", "--quiet", f"--tag={PREFIX}:large-peer", str(context)]
    return {"name": "buildx", "ansible.builtin.command": {"argv": argv}}


def measure(folder: Path) -> Iterator[Result]:
    """The claim, from one play in which the two tasks take turns."""
    context = write_context(folder)
    mine, builder = ours(context, folder / "state"), peer(context)
    pairs = pairs_wanted(9)
    print(f"large context: {pairs} turns in one play", flush=True)
    run_tasks(folder, [mine, builder])
    done = run_tasks(folder, turns(pairs, mine, builder))
    yield Result(LARGE, samples(done, mine, changed=False), samples(done, builder, changed=True))
