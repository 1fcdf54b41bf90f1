"""The module as a play runs it, on the engine of this machine, and images that are gone afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.rig import docker as docker_command
from tests.rig.cleanup import remove_images, unique
from tests.rig.plays import ENVIRONMENT, Result, run_tasks
from tests.rig.private_engine import PrivateEngine
from tests.rig.registry import HASH, Registry, registry


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run the tests of the files that say so on both image stores, unless one engine was asked for.

    `make test` runs them on the machine's, `make test-slow` on the other one.
    """
    if getattr(metafunc.module, "ON_BOTH_STORES", False) and metafunc.config.getoption("--engine") is None:
        stores = ("machine", pytest.param("containerd", marks=pytest.mark.slow))
        metafunc.parametrize("engine_in_use", stores, indirect=True, scope="module")


@pytest.fixture(scope="module", autouse=True)
def engine_in_use(request: pytest.FixtureRequest) -> Iterator[None]:
    """The engine that the environment names: the machine's, or one with the containerd image store."""
    if getattr(request, "param", "machine") == "machine":
        yield
        return
    engine: PrivateEngine = request.getfixturevalue("containerd_engine")
    with pytest.MonkeyPatch.context() as environment:
        for name, value in engine.environment.items():
            environment.setenv(name, value)
        yield


@pytest.fixture(scope="session")
def docker() -> Callable[..., str]:
    """`docker(*arguments)` gives what the command printed, without blanks around; `check=False` takes a failure."""
    return docker_command.docker


@pytest.fixture(scope="session")
def engine_release(docker: Callable[..., str]) -> int:
    """The major release of the engine."""
    return int(docker("version", "--format={{.Server.Version}}").partition(".")[0])


@pytest.fixture(scope="session")
def named_contexts(engine_release: int) -> bool:
    """Whether the engine's own Dockerfile syntax has named contexts, which came with Docker 23.0."""
    return engine_release >= 23


@pytest.fixture(scope="module")
def image(on_the_engine: None, engine_in_use: None) -> Iterator[str]:
    """A name for images; all whose name begins with it are removed in the end."""
    del on_the_engine, engine_in_use
    name = unique("module")
    yield name
    remove_images(f"{name}*")


@pytest.fixture(scope="session")
def ansible_environment() -> dict[str, str]:
    """Variables with which a play finds the collection of this tree."""
    return ENVIRONMENT


@pytest.fixture(scope="session")
def play(run: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Callable[..., list[Result]]:
    """`play(*tasks)` runs the tasks in one play, also those behind a failed one, and gives the result of each."""
    return lambda *tasks, **environment: run_tasks(tmp_path_factory.mktemp("play"), run, tasks, environment)


@pytest.fixture
def build(play: Callable[..., list[Result]]) -> Callable[..., Result]:
    """`build(options)` runs one task that builds and gives its result."""

    def run_build(options: dict[str, Any], **environment: str) -> Result:
        (result,) = play({"sovd.prod_images.image_build": options}, **environment)
        return result

    return run_build


@pytest.fixture(scope="module")
def tls_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """A registry with TLS that wants a password."""
    with registry(tmp_path_factory.mktemp("shop") / "registry", HASH, tls=True) as made:
        yield made
