"""A build on a machine with nothing in its own cache, by the cache that another machine left in a registry."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.ansible_tasks import BIN, ENVIRONMENT, SECRETS
from bench.debian_tools import ROOT, need, wall_seconds
from bench.pairing import Claim, Result, paired
from tests.rig.private_engine import PrivateEngine, private_engine
from tests.rig.registry import registry

PEER = "the same without `shared_cache`"
SUBJECT = "the backend image built with nothing in the engine's own cache, by that of another machine ({0})"
INLINE = Claim("shared_cache_inline", SUBJECT.format("overlay2, inline"), PEER, 0.5)
REGISTRY = Claim("shared_cache_registry", SUBJECT.format("containerd store, `mode=max`"), PEER, 0.5)
CLAIMS = (INLINE, REGISTRY)
ENGINES = {INLINE: "trixie", REGISTRY: "trixie-containerd"}
BASES = ("python:3.11-slim", "astral/uv:0.13.9")
NOT_SOURCE = shutil.ignore_patterns(".venv", "__pycache__", ".*_cache")


def measurement(engine: PrivateEngine, folder: Path, cache: str | None) -> Callable[[], float]:
    """A run of a play that builds a copy of the backend on an engine that has forgotten all but the base images."""
    side = folder / ("shared" if cache else "alone")
    shutil.copytree(ROOT / "backend", side / "backend", ignore=NOT_SOURCE)
    options = {
        "name": "sovd-bench-backend",
        "context": str(side / "backend"),
        "dockerfile": "Dockerfile.prod",
        "secrets": SECRETS,
        "state_dir": str(side / "state"),
        "docker_host": engine.unix,
        "shared_cache": cache,
    }
    play = {"hosts": "localhost", "gather_facts": False, "tasks": [{"sovd.prod_images.image_build": options}]}
    playbook = side / "build.yml"
    playbook.write_text(json.dumps([play]), encoding="utf-8")
    environment = {**ENVIRONMENT, **engine.environment}

    def measure() -> float:
        engine.docker("image", "rm", "--force", "sovd-bench-backend")
        engine.docker("buildx", "prune", "--all", "--force")
        return wall_seconds(str(BIN / "ansible-playbook"), str(playbook), env=environment)

    return measure


def measure(folder: Path) -> Iterator[Result]:
    """Both claims, each on an engine of its own; the pair that is thrown away fills the cache."""
    need("hyperfine")
    for claim, release in ENGINES.items():
        place = folder / release
        place.mkdir()
        with private_engine(release, BASES) as engine, registry(place / "registry", prefix=engine.inside) as shop:
            shared = measurement(engine, place, f"{shop.address}/bench/backend-cache:1")
            yield paired(claim, 3, shared, measurement(engine, place, None))
