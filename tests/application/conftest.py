"""The application's own tests run in images made from the bases of the production images, so they need nothing of the host."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

CA_BUNDLE = Path("/etc/ssl/certs/ca-certificates.crt")
HERE = Path(__file__).parent


def build(name: str, run: Callable[..., str]) -> str:
    """Build the test image of one application; its layers are reused while the lock file is the same."""
    tag = f"sovd-tests/{name}:current"
    secret = ["--secret", f"id=ca,src={CA_BUNDLE}"] if CA_BUNDLE.is_file() else []
    dockerfile = str(HERE / f"{name}.Dockerfile")
    run(
        "docker",
        "buildx",
        "build",
        "--progress",
        "plain",
        "--load",
        "--tag",
        tag,
        *secret,
        "--file",
        dockerfile,
        name,
        live=True,
    )
    return tag


@pytest.fixture(scope="session")
def in_backend(run: Callable[..., str]) -> Callable[..., str]:
    """`in_backend(*argv)` runs a command in the backend's test image and gives its output."""
    image = build("backend", run)
    return lambda *argv: run("docker", "run", "--rm", "--init", image, *argv, live=True)


@pytest.fixture(scope="session")
def in_frontend(run: Callable[..., str]) -> Callable[..., str]:
    """`in_frontend(*argv)` runs a command in the frontend's test image and gives its output."""
    image = build("frontend", run)
    return lambda *argv: run("docker", "run", "--rm", "--init", image, *argv, live=True)
