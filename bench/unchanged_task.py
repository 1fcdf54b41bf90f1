"""The unchanged task, against the module of community.docker that builds."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from bench.ansible_tasks import FILE_SECRETS, SECRETS, Task, run_tasks, samples, turns
from bench.debian_tools import ROOT
from bench.pairing import Claim, Result, pairs_wanted
from tests.rig.cleanup import PREFIX

TASK = "an unchanged task of `image_build`, for the backend"
PEER = "`docker_image_build` with `rebuild: {0}`{1}"
ALWAYS = Claim("unchanged_task_always", TASK, PEER.format("always", ", all from the cache"), 0.6)
NEVER = Claim("unchanged_task_never", TASK, PEER.format("never", ", which looks at no file"), 1.0)
CLAIMS = (ALWAYS, NEVER)


def ours(context: Path, state: Path) -> Task:
    """The task that builds the backend by this collection."""
    return {
        "name": "image_build",
        "sovd.prod_images.image_build": {
            "name": PREFIX,
            "tag": "task-ours",
            "context": str(context),
            "dockerfile": "Dockerfile.prod",
            "secrets": SECRETS,
            "state_dir": str(state),
        },
    }


def peer(context: Path, rebuild: str) -> Task:
    """The same by community.docker."""
    return {
        "name": f"docker_image_build {rebuild}",
        "community.docker.docker_image_build": {
            "name": PREFIX,
            "tag": "task-peer",
            "path": str(context),
            "dockerfile": "Dockerfile.prod",
            "secrets": FILE_SECRETS,
            "rebuild": rebuild,
        },
    }


def measure(folder: Path) -> Iterator[Result]:
    """Both claims from one play, in which the three tasks take turns."""
    context = folder / "backend"
    shutil.copytree(ROOT / "backend", context, ignore=shutil.ignore_patterns(".venv", "__pycache__", ".*_cache"))
    mine, always, never = ours(context, folder / "state"), peer(context, "always"), peer(context, "never")
    pairs = pairs_wanted(20)
    print(f"unchanged task: {pairs} turns in one play", flush=True)
    run_tasks(folder, [mine, always])  # now both are built
    done = run_tasks(folder, turns(pairs, mine, always, never))
    seconds = samples(done, mine, changed=False)
    yield Result(ALWAYS, seconds, samples(done, always, changed=True))
    yield Result(NEVER, seconds, samples(done, never, changed=False))
