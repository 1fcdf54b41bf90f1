"""The module as a play runs it, on the engine of this machine, and images that are gone afterwards."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

PREFIX = "image-build-test-"

Result = dict[str, Any]


@pytest.fixture(scope="session")
def docker() -> Callable[..., str]:
    """`docker(*arguments)` gives what the command printed, without blanks around; `check=False` takes a failure."""
    command = shutil.which("docker") or "docker"

    def run_docker(*arguments: str, check: bool = True, **environment: str) -> str:
        done = subprocess.run(
            [command, *arguments], capture_output=True, text=True, check=False, env={**os.environ, **environment}
        )
        assert not (check and done.returncode), f"docker {' '.join(arguments)}: {done.stderr}"
        return done.stdout.strip()

    return run_docker


@pytest.fixture(scope="session")
def engine_release(docker: Callable[..., str]) -> int:
    """The major release of the engine."""
    return int(docker("version", "--format={{.Server.Version}}").partition(".")[0])


@pytest.fixture(scope="session")
def named_contexts(engine_release: int) -> bool:
    """Whether the engine's own Dockerfile frontend knows named contexts, which came with Docker 23.0."""
    return engine_release >= 23


@pytest.fixture(scope="module")
def image(docker: Callable[..., str]) -> Iterator[str]:
    """A name for images; all whose name begins with it are removed in the end."""
    name = PREFIX + uuid.uuid4().hex[:8]
    yield name
    tags = docker("image", "ls", "--format={{.Repository}}:{{.Tag}}", f"--filter=reference={name}*").split()
    if tags:
        docker("image", "rm", "--force", *tags)


@pytest.fixture(scope="session")
def ansible_environment() -> dict[str, str]:
    """Variables with which a play finds the collection of this tree."""
    return {
        "ANSIBLE_COLLECTIONS_PATH": str(Path(__file__).resolve().parents[2] / "playbooks" / "collections"),
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "ANSIBLE_PIPELINING": "true",
    }


@pytest.fixture(scope="session")
def play(
    run: Callable[..., str], ansible_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., list[Result]]:
    """`play(*tasks)` runs the tasks in one play, also those behind a failed one, and gives the result of each."""

    def run_play(*tasks: dict[str, Any], **environment: str) -> list[Result]:
        folder = tmp_path_factory.mktemp("play")
        steps = [
            {"name": f"Run task {number}", **task, "register": f"result_{number}", "ignore_errors": True}
            for number, task in enumerate(tasks)
        ]
        results = ", ".join(f"result_{number}" for number in range(len(tasks)))
        keep = {"content": "{{ [" + results + "] | to_json }}", "dest": f"{folder}/results.json", "mode": "0600"}
        steps.append({"name": "Keep the results", "ansible.builtin.copy": keep})
        book = [{"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": steps}]
        (folder / "play.json").write_text(json.dumps(book), encoding="utf-8")
        run("ansible-playbook", str(folder / "play.json"), **ansible_environment, **environment)
        results_of_play: list[Result] = json.loads((folder / "results.json").read_text(encoding="utf-8"))
        return results_of_play

    return run_play


@pytest.fixture
def build(play: Callable[..., list[Result]]) -> Callable[..., Result]:
    """`build(options)` runs one task that builds and gives its result."""

    def run_build(options: dict[str, Any], **environment: str) -> Result:
        (result,) = play({"sovd.prod_images.image_build": options}, **environment)
        return result

    return run_build
