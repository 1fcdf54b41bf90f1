"""Secrets from a file, the environment and a value reach a step of the build, and nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.rig.processes import watched_command_lines

ON_BOTH_STORES = True
SECRETS = {kind: f"hush-{kind}-4f1c9" for kind in ("file", "env", "value")}
DOCKERFILE = """\
FROM python:3.11-slim
ARG STAMP
RUN --mount=type=secret,id=file --mount=type=secret,id=env --mount=type=secret,id=value \\
    cd /run/secrets && sha256sum file env value > /sums && sleep 1
"""


@pytest.fixture(scope="module")
def traces(
    image: str,
    run: Callable[..., str],
    docker: Callable[..., str],
    ansible_environment: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, str]:
    """Everything that a build with secrets leaves behind or shows, by where it is."""
    folder = tmp_path_factory.mktemp("secrets")
    (folder / "secret").write_text(SECRETS["file"])
    options: dict[str, Any] = {
        "name": image,
        "context": str(folder),
        "dockerignore_content": "*",
        "dockerfile_content": DOCKERFILE,
        "build_args": {"STAMP": image},
        "state_dir": f"{folder}/state",
        "secrets": [
            {"id": "file", "src": f"{folder}/secret"},
            {"id": "env", "type": "env", "env": "HUSH_TOKEN"},
            {"id": "value", "type": "value", "value": SECRETS["value"]},
        ],
    }
    play = {
        "hosts": "localhost",
        "gather_facts": False,
        "tasks": [
            {"name": "Build", "sovd.prod_images.image_build": options, "register": "built"},
            {"name": "Show", "ansible.builtin.debug": {"var": "built"}},
        ],
    }
    (folder / "play.json").write_text(json.dumps([play]))
    environment = {**ansible_environment, "HUSH_TOKEN": SECRETS["env"]}
    with watched_command_lines(list(SECRETS.values())) as lines:
        output = run("ansible-playbook", "-vvv", "--diff", str(folder / "play.json"), **environment)
    (log,) = (folder / "state").glob("*.log")
    (record,) = (folder / "state").glob("*.json")
    return {
        "sums": docker("run", "--rm", "--network=none", image, "cat", "/sums"),
        "history": docker("image", "history", "--no-trunc", image),
        "configuration": docker("image", "inspect", image),
        "log": log.read_text(),
        "record": record.read_text(),
        "output of the play": output,
        "process list": "\n".join(lines),
    }


@pytest.mark.parametrize("kind", SECRETS)
def test_secret_reaches_the_step(kind: str, traces: dict[str, str]) -> None:
    digest = hashlib.sha256(SECRETS[kind].encode()).hexdigest()
    assert f"{digest}  {kind}" in traces["sums"].splitlines()


@pytest.mark.parametrize("place", ["history", "configuration", "log", "record", "output of the play", "process list"])
def test_secret_is_not_left_in(place: str, traces: dict[str, str]) -> None:
    assert [kind for kind, secret in SECRETS.items() if secret in traces[place]] == []


def test_what_was_searched_is_there(traces: dict[str, str]) -> None:
    assert "sha256sum file env value" in traces["history"]
    assert "sha256sum file env value" in traces["log"]
    assert "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER" in traces["output of the play"]
    assert "dockerfile" in traces["record"]
