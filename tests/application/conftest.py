"""The application's own tests run in images made from the bases of the production images."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

CA_BUNDLE = Path("/etc/ssl/certs/ca-certificates.crt")
HERE = Path(__file__).parent
DATABASE = "postgres:trixie"
REDIS = "redis:bookworm"


@contextmanager
def built_image(name: str, run: Callable[..., str]) -> Iterator[str]:
    """The test image of one application; BuildKit keeps its layers for the next time, by the lock file."""
    tag = f"sovd-tests-{name}:{secrets.token_hex(4)}"
    secret = ["--secret", f"id=ca,src={CA_BUNDLE}"] if CA_BUNDLE.is_file() else []
    dockerfile = str(HERE / f"{name}.Dockerfile")
    run(
        "docker", "buildx", "build", "--progress", "plain", "--tag", tag, *secret, "--file", dockerfile, name, live=True
    )
    try:
        yield tag
    finally:
        run("docker", "image", "rm", "--force", tag)


@contextmanager
def container(run: Callable[..., str], *arguments: str) -> Iterator[str]:
    """A container in the background, removed with its volumes at the end."""
    (identity,) = run("docker", "run", "--detach", *arguments).split()
    try:
        yield identity
    finally:
        run("docker", "rm", "--force", "--volumes", identity)


@contextmanager
def network(run: Callable[..., str]) -> Iterator[str]:
    """A network of its own, removed at the end."""
    name = f"sovd-tests-{secrets.token_hex(4)}"
    run("docker", "network", "create", "--internal", name)
    try:
        yield name
    finally:
        run("docker", "network", "rm", name)


@pytest.fixture(scope="session")
def in_backend(run: Callable[..., str]) -> Iterator[Callable[..., str]]:
    """`in_backend(*argv)` runs a command in the backend's test image, a database and a Redis beside it."""
    password = secrets.token_hex(20)
    database = ("POSTGRES_USER=sovd", f"POSTGRES_PASSWORD={password}", "POSTGRES_DB=sovd")
    variables = [argument for variable in database for argument in ("--env", variable)]
    reached_by = [
        *("--env", f"TEST_DATABASE_URL=postgresql+asyncpg://sovd:{password}@database:5432/sovd"),
        *("--env", "TEST_REDIS_URL=redis://redis:6379/0"),
    ]
    with (
        built_image("backend", run) as image,
        network(run) as net,
        container(run, "--network", net, "--network-alias", "database", *variables, DATABASE) as server,
        container(run, "--network", net, "--network-alias", "redis", REDIS),
    ):
        wait = "until pg_isready --quiet --host 127.0.0.1 --username sovd; do sleep 1; done"
        run("docker", "exec", server, "sh", "-c", wait, timeout=60)
        yield lambda *argv: run(
            "docker", "run", "--rm", "--init", "--network", net, *reached_by, image, *argv, live=True
        )


@pytest.fixture(scope="session")
def in_frontend(run: Callable[..., str]) -> Iterator[Callable[..., str]]:
    """`in_frontend(*argv)` runs a command in the frontend's test image."""
    with built_image("frontend", run) as image:
        yield lambda *argv: run("docker", "run", "--rm", "--init", "--network", "none", image, *argv, live=True)
