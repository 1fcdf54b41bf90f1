"""The same inputs on a graph driver and on the containerd image store: the same facts, the same `changed`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.rig.private_engine import START_ENVIRONMENT, PrivateEngine

pytestmark = pytest.mark.slow
DOCKERFILE = """\
FROM python:3.11-slim
COPY . /app/
RUN ln -s /app/a.txt /link && ln /etc/passwd /same && dd if=/dev/zero of=/zeros bs=1000 count=3000 && rm /etc/motd
ENV A=1
EXPOSE 8000
HEALTHCHECK CMD ["true"]
USER 1001
"""
TASK = "sovd.prod_images.image_build"
STORES = ("graph driver", "containerd")
# One play on each store, with what each task has to find. A task of shell changes the source.
STEPS: list[tuple[str | dict[str, Any], bool, list[str]]] = [
    ({"check_mode": True}, True, ["tag"]),
    ({}, True, ["tag"]),
    ({}, False, []),
    ("echo other {image} > {source}/a.txt", True, []),
    ({"check_mode": True}, True, ["file"]),
    ({}, True, ["file"]),
    ({}, False, []),
    ("rm {state}/*.json", True, []),
    ({}, True, ["unrecorded"]),
    ("echo '# a comment' >> {source}/Dockerfile", True, []),
    ({}, True, ["dockerfile"]),
    ({"rebuild": "always"}, True, ["rebuild"]),
    ({}, False, []),
]


def make_source(folder: Path, name: str) -> None:
    folder.mkdir()
    (folder / "Dockerfile").write_text(DOCKERFILE)
    (folder / ".dockerignore").write_text("Dockerfile\n")
    (folder / "a.txt").write_text(name)  # in no cache of an earlier run
    for number in range(50):
        (folder / f"file{number}").write_bytes(b"x" * number)


@pytest.fixture(scope="module")
def results(
    image: str,
    play: Callable[..., list[dict[str, Any]]],
    containerd_engine: PrivateEngine,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, list[dict[str, Any]]]:
    """What the tasks returned, by store."""
    machine = {name: START_ENVIRONMENT.get(name, "") for name in containerd_engine.environment}
    found = {}
    for store, environment in zip(STORES, (machine, containerd_engine.environment), strict=True):
        folder = tmp_path_factory.mktemp(store.replace(" ", "-"))
        make_source(folder / "source", image)
        places = {"source": f"{folder}/source", "state": f"{folder}/state", "image": image}
        options = {"name": image, "context": places["source"], "state_dir": places["state"]}
        tasks: list[dict[str, Any]] = []
        for step, _changed, _kinds in STEPS:
            if isinstance(step, str):
                tasks.append({"ansible.builtin.shell": step.format(**places)})
            else:
                mode = {"check_mode": True} if "check_mode" in step else {}
                tasks.append({TASK: {**options, **{key: step[key] for key in step if key == "rebuild"}}, **mode})
        found[store] = play(*tasks, **environment)
    return found


@pytest.mark.parametrize("store", STORES)
def test_changed_and_reasons(store: str, results: dict[str, list[dict[str, Any]]]) -> None:
    told = [(result["changed"], [reason["kind"] for reason in result.get("reasons", [])]) for result in results[store]]
    assert told == [(changed, kinds) for _step, changed, kinds in STEPS], json.dumps(results[store], indent=1)[:4000]


def test_stores_are_two(results: dict[str, list[dict[str, Any]]]) -> None:
    stores = [results[store][-1]["image"]["store"] for store in STORES]
    assert stores[1] == "containerd"
    assert stores[0] != "containerd"


def test_sizes_agree(results: dict[str, list[dict[str, Any]]]) -> None:
    one, two = (results[store][1]["image"] for store in STORES)
    assert one["layers"] == two["layers"]
    assert one["size"] == two["size"] > 3_000_000


def test_facts_agree(results: dict[str, list[dict[str, Any]]]) -> None:
    of_the_store = ("id", "digests", "store", "created")
    one, two = (
        {key: value for key, value in results[store][1]["image"].items() if key not in of_the_store} for store in STORES
    )
    assert one == two


def test_steps_agree(results: dict[str, list[dict[str, Any]]]) -> None:
    steps = [[result.get("steps") for result in results[store]] for store in STORES]
    assert steps[0] == steps[1]
