"""Images of the applications, as the role builds them from a copy of their source."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.applications.case import FEW, SOURCES
from tests.applications.locking import lock
from tests.rig.cleanup import unique
from tests.rig.plays import ENVIRONMENT, play_of

LONGEST = 3600  # seconds


@dataclass(frozen=True)
class Built:
    """What a play of the role said, and the image that it was to build."""

    image: str
    code: int
    text: str


def build(
    case: str,
    folder: Path,
    variables: Mapping[str, Any],
    environment: Mapping[str, str],
    planted: Mapping[str, str] | None = None,
    *,
    locks: tuple[tuple[str, ...], ...] = (),
) -> Built:
    """Let the role build the application; `folder` gets its source, with the `planted` files and what `locks` make."""
    source = copied(SOURCES / case, folder, planted)
    lock(source, *locks)
    return build_source(unique(case), source, variables, environment)


def copied(application: Path, folder: Path, planted: Mapping[str, str] | None = None) -> Path:
    """A copy of the source of an application, with the `planted` files in it."""
    source = folder / "source"
    shutil.copytree(application, source, symlinks=True)
    for path, text in (planted or {}).items():
        (source / path).parent.mkdir(parents=True, exist_ok=True)
        (source / path).write_text(text, encoding="utf-8")
    return source


def build_source(
    name: str,
    source: Path,
    variables: Mapping[str, Any],
    environment: Mapping[str, str],
    role: str = "backend_image",
) -> Built:
    """Let a role build what is in a folder, as the tag 1 of a name, which may have been built before."""
    few = FEW if role == "backend_image" else {}
    own = {f"{role}_name": name, f"{role}_tag": "1", f"{role}_source": str(source)}
    task = {
        "name": "Build",
        "ansible.builtin.import_role": {"name": f"sovd.prod_images.{role}"},
        "vars": {**few, **variables, **own},
    }
    play = source.parent / "play.json"
    play.write_text(json.dumps(play_of([task])), encoding="utf-8")
    done = subprocess.run(
        ["ansible-playbook", str(play)], check=False, capture_output=True, text=True, timeout=LONGEST,
        env={**environment, **ENVIRONMENT},
    )  # fmt: skip
    return Built(f"{name}:1", done.returncode, done.stdout + done.stderr)
