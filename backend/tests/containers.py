"""Start PostgreSQL and Redis for one test run, when the environment names none."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

POSTGRES_IMAGE = "postgres:trixie"
REDIS_IMAGE = "redis:bookworm"
_START_SECONDS = 180.0


def docker(*arguments: str) -> str:
    """Run the Docker CLI and return what it prints."""
    return subprocess.run(["docker", *arguments], check=True, capture_output=True, text=True).stdout.strip()


@contextmanager
def running(name: str, image: str, port: int, ready: list[str], environment: dict[str, str]) -> Iterator[str]:
    """Run `image` until the block ends; give the local address, as host:port, at which its `port` is reached."""
    container = f"sovd-backend-test-{os.getpid()}-{name}"
    settings = [f"--env={key}={value}" for key, value in environment.items()]
    docker("run", "--detach", "--name", container, f"--publish=127.0.0.1::{port}", *settings, image)
    try:
        _wait_for(container, ready)
        yield docker("port", container, f"{port}/tcp").splitlines()[0]
    finally:
        docker("rm", "--force", "--volumes", container)


def _wait_for(container: str, ready: list[str]) -> None:
    """Return once `ready` succeeds in the container; raise AssertionError with its log when it never does."""
    deadline = time.monotonic() + _START_SECONDS
    while subprocess.run(["docker", "exec", container, *ready], check=False, capture_output=True).returncode != 0:
        assert time.monotonic() < deadline, f"{container} did not become ready:\n{docker('logs', container)}"
        time.sleep(0.2)
