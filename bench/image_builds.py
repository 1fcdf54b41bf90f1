"""Builds of the backend image, against a single-stage Dockerfile with pip."""

from __future__ import annotations

import re
import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.debian_tools import ROOT, need, wall_seconds
from bench.pairing import Claim, Result, paired
from tests.rig.cleanup import PREFIX
from tests.rig.containers import output_of
from tests.rig.databases import SETTINGS
from tests.rig.images import CA_BUNDLE

NAIVE = "a single-stage Dockerfile with pip"
CHANGED = Claim("code_change", "one line of code changed, the backend image built again", NAIVE, 0.2)
COLD = Claim("cold_build", "the backend image built without any cache", NAIVE, 0.6)
CLAIMS = (CHANGED, COLD)
PEER = Path(__file__).parent / "peers" / "naive.Dockerfile"
CACHE_MOUNT = re.compile(r"^    --mount=type=cache,target=\S+ \\\n", re.MULTILINE)


def prepared(folder: Path, name: str) -> Path:
    """A copy of the backend with a Dockerfile of that name, and the same ignore file."""
    context = folder / name
    shutil.copytree(ROOT / "backend", context, ignore=shutil.ignore_patterns(".venv", "__pycache__", ".*_cache"))
    return context


def build_seconds(context: Path, name: str, *options: str) -> float:
    """Seconds of one build."""
    secret = [f"--secret=id=ca,src={CA_BUNDLE}"] if CA_BUNDLE.is_file() else []
    named = (f"--tag={PREFIX}:{name}", f"--file={context / 'Dockerfile.prod'}")
    return wall_seconds("docker", "build", "--quiet", *named, *secret, *options, str(context))


def changed(context: Path, name: str) -> Callable[[], float]:
    """A measurement of a build after another change of one line, one that no earlier run has left in the cache."""
    source = context / "app" / "main.py"
    text = source.read_text(encoding="utf-8")

    def measure() -> float:
        source.write_text(f"{text}\n# change {uuid.uuid4()}\n", encoding="utf-8")
        return build_seconds(context, name)

    return measure


def without_cache_mounts(text: str) -> str:
    """A Dockerfile whose package managers start from nothing; `--no-cache` alone leaves them their caches."""
    cold, removed = CACHE_MOUNT.subn("", text)
    if not removed or "type=cache" in cold:
        raise ValueError("Dockerfile.prod has a cache mount that is written in another way")
    return cold


def measure(folder: Path) -> Iterator[Result]:
    """Both claims, in copies of the backend below `folder`."""
    need("hyperfine")
    ours, naive = (prepared(folder, name) for name in ("ours", "naive"))
    (naive / "Dockerfile.prod").write_text(PEER.read_text(encoding="utf-8"), encoding="utf-8")
    yield paired(CHANGED, 5, changed(ours, "ours"), changed(naive, "naive"))
    for name, python in (("ours", "/opt/venv/bin/python"), ("naive", "python")):
        output_of(f"{PREFIX}:{name}", python, "-c", "import app.main", options=SETTINGS)
    dockerfile = ours / "Dockerfile.prod"
    dockerfile.write_text(without_cache_mounts(dockerfile.read_text(encoding="utf-8")), encoding="utf-8")
    yield paired(
        COLD,
        3,
        lambda: build_seconds(ours, "ours", "--no-cache"),
        lambda: build_seconds(naive, "naive", "--no-cache"),
    )
