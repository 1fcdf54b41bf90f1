"""The application's own tests run in the images of development, made from the bases of the production images."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.rig.databases import PASSWORD, REDIS_URL, database_url, postgresql, redis
from tests.rig.docker import docker
from tests.rig.images import ca_secret
from tests.rig.network import network

DOCKERFILES = Path(__file__).parents[2] / "infrastructure" / "development"


@contextmanager
def built_image(name: str, run: Callable[..., str]) -> Iterator[str]:
    """The development image of one application; BuildKit keeps its layers for the next time, by the lock file."""
    tag = f"sovd-tests-{name}:{secrets.token_hex(4)}"
    options = ("--progress=plain", f"--tag={tag}", *ca_secret(), f"--file={DOCKERFILES / name}.Dockerfile")
    run("docker", "buildx", "build", *options, name, live=True)
    try:
        yield tag
    finally:
        docker("image", "rm", "--force", tag)


@pytest.fixture(scope="session")
def in_backend(run: Callable[..., str]) -> Iterator[Callable[..., str]]:
    """`in_backend(*argv)` runs a command in the backend's test image, a database and a Redis beside it."""
    reached_by = (f"--env=TEST_DATABASE_URL={database_url(password=PASSWORD)}", f"--env=TEST_REDIS_URL={REDIS_URL}")
    with built_image("backend", run) as image, network("application") as net, postgresql(net), redis(net):
        options = ("--rm", "--init", f"--network={net}", *reached_by)
        yield lambda *argv: run("docker", "run", *options, image, *argv, live=True)


@pytest.fixture(scope="session")
def in_frontend(run: Callable[..., str]) -> Iterator[Callable[..., str]]:
    """`in_frontend(*argv)` runs a command in the frontend's test image."""
    with built_image("frontend", run) as image:
        yield lambda *argv: run("docker", "run", "--rm", "--init", "--network", "none", image, *argv, live=True)
