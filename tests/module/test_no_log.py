"""With no_log nothing of a build is shown while it runs, and without it the steps are."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.rig.plays import play_of

VALUE = "hush-4f1c9"
DOCKERFILE = "FROM python:3.11-slim\nARG A\nARG STAMP\nWORKDIR /$A\nRUN sleep 3\n"


@pytest.mark.parametrize("no_log", [True, False])
def test_steps_of_a_build(
    no_log: bool, image: str, run: Callable[..., str], ansible_environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "context").mkdir()
    options = {
        "name": image,
        "context": f"{tmp_path}/context",
        "dockerfile_content": DOCKERFILE,
        "build_args": {"A": VALUE, "STAMP": str(tmp_path)},
        "state_dir": f"{tmp_path}/state",
    }
    task = {"name": "Build", "sovd.prod_images.image_build": options, "no_log": no_log}
    (tmp_path / "play.json").write_text(json.dumps(play_of([task])))
    output = run("ansible-playbook", "-v", "--diff", f"{tmp_path}/play.json", **ansible_environment)
    assert ("RUN sleep 3" in output) is not no_log
    assert (VALUE in output) is not no_log
    assert "changed=1" in output
