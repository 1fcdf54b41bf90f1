"""Two machines that share a cache in a registry: private engines, one with each image store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.rig.private_engine import PrivateEngine, private_engine
from tests.rig.registry import Registry, registry

TASK = "sovd.prod_images.image_build"
BASE = "python:3.11-slim"
DOCKERFILE = f"""\
FROM {BASE} AS builder
COPY requirements.txt /
RUN date +%s%N > /installed
FROM {BASE}
COPY --from=builder /installed /
COPY code /
"""
Play = Callable[..., list[dict[str, Any]]]
pytestmark = pytest.mark.slow  # two engines of its own


@pytest.fixture(scope="module", params=["trixie", "trixie-containerd"])
def machine(request: pytest.FixtureRequest) -> Iterator[PrivateEngine]:
    """An engine of its own, with the base image."""
    with private_engine(request.param, [BASE]) as engine:
        yield engine


@pytest.fixture(scope="module")
def shop(machine: PrivateEngine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """A registry that the engine reaches."""
    with registry(tmp_path_factory.mktemp("shop") / "registry", prefix=machine.inside) as made:
        yield made


def installed(machine: PrivateEngine, image: str) -> str:
    """When the dependencies in an image were installed."""
    container = machine.docker("create", image)
    try:
        return machine.docker("cp", f"{container}:/installed", "-")
    finally:
        machine.docker("rm", container)


def forget(machine: PrivateEngine, image: str) -> None:
    """Be a machine that has never built the image."""
    machine.docker("image", "rm", "--force", image)
    machine.docker("buildx", "prune", "--all", "--force")


def test_machine_with_an_empty_cache_installs_nothing_again(
    machine: PrivateEngine, shop: Registry, play: Play, tmp_path: Path
) -> None:
    (tmp_path / "source").mkdir()
    for name in ("requirements.txt", "code"):
        (tmp_path / "source" / name).write_text(name)
    wanted = {
        "name": "app",
        "tag": "1",
        "context": f"{tmp_path}/source",
        "dockerfile_content": DOCKERFILE,
        "docker_host": machine.unix,
        "state_dir": f"{tmp_path}/state",
    }
    shared = {**wanted, "shared_cache": f"{shop.address}/team/app-cache:main"}
    (first,) = play({TASK: shared})
    assert first["changed"] is True, first
    once = installed(machine, "app:1")
    assert "app-cache" not in machine.docker("image", "ls")
    forget(machine, "app:1")
    (tmp_path / "source" / "code").write_text("changed")
    (second,) = play({TASK: {**shared, "state_dir": f"{tmp_path}/other machine"}})
    assert installed(machine, "app:1") == once, second
    assert second["build_warnings"] == []
    forget(machine, "app:1")
    play({TASK: {**wanted, "state_dir": f"{tmp_path}/without"}})
    assert installed(machine, "app:1") != once, "what is measured can change"


def test_cache_that_cannot_be_reached_fails_no_build(machine: PrivateEngine, play: Play, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\nCOPY Dockerfile /\n")
    wanted = {"name": "alone", "context": str(tmp_path), "docker_host": machine.unix, "state_dir": f"{tmp_path}-state"}
    (done,) = play({TASK: {**wanted, "shared_cache": "127.0.0.1:9/team/cache:1"}})
    assert done["changed"] is True, done
