"""Images of the applications, as the role builds them from a copy of their source."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.applications.cases import FEW, SOURCES
from tests.rig.cleanup import unique
from tests.rig.plays import ENVIRONMENT, play_of

LONGEST = 1200  # seconds


@dataclass(frozen=True)
class Built:
    """What a play of the role said, and the image that it was to build."""

    image: str
    code: int
    text: str


def build(case: str, folder: Path, variables: Mapping[str, Any], environment: Mapping[str, str]) -> Built:
    """Let the role build the application; `folder` gets its source."""
    source, name = folder / "source", unique(case)
    shutil.copytree(SOURCES / case, source)
    given = {
        **FEW,
        **variables,
        "backend_image_name": name,
        "backend_image_tag": "1",
        "backend_image_source": str(source),
    }
    role = {"name": "Build", "ansible.builtin.import_role": {"name": "sovd.prod_images.backend_image"}, "vars": given}
    (folder / "play.json").write_text(json.dumps(play_of([role])), encoding="utf-8")
    done = subprocess.run(
        ["ansible-playbook", str(folder / "play.json")], check=False, capture_output=True, text=True, timeout=LONGEST,
        env={**environment, **ENVIRONMENT},
    )  # fmt: skip
    return Built(f"{name}:1", done.returncode, done.stdout + done.stderr)
