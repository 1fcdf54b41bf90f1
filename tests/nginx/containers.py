"""Containers and a network of one test run, all of one prefix, through the docker CLI."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

HERE = Path(__file__).parent
PREFIX = f"sovd-test-nginx-{os.getpid()}"
PYTHON, NEW_NGINX = "python:3.11-slim", "nginx:alpine"
# Should nothing be left to remove them, they end by themselves.
LONGEST_LIFE = "1800"


def docker(*argv: str, check: bool = True) -> str:
    """Run one docker command and return its output."""
    done = subprocess.run(["docker", *argv], capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0 or not check, f"docker {' '.join(argv)}: {done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def address(container: str) -> str:
    """The address of a container in the network of the tests."""
    return docker(
        "inspect", "--format", f'{{{{(index .NetworkSettings.Networks "{PREFIX}").IPAddress}}}}', container
    ).strip()


def connect(container: str, *aliases: str) -> str:
    """Put a container into the network under these names only, at an address that was free, and return that."""
    named = [argument for alias in aliases for argument in ("--alias", alias)]
    docker("network", "connect", *named, PREFIX, container)
    return address(container)


def disconnect(container: str) -> None:
    docker("network", "disconnect", "--force", PREFIX, container, check=False)


@contextmanager
def network() -> Iterator[str]:
    """The network of the tests, without a way out; gives the address that this machine has in it."""
    docker("network", "create", "--internal", PREFIX)
    try:
        yield docker("network", "inspect", "--format", "{{(index .IPAM.Config 0).Gateway}}", PREFIX).strip()
    finally:
        docker("network", "rm", PREFIX)


@contextmanager
def container(name: str, image: str, *command: str, options: tuple[str, ...] = ()) -> Iterator[str]:
    """A container in the background, removed at the end."""
    full_name = f"{PREFIX}-{name}"
    run = ("run", "--detach", "--rm", "--init", "--pull", "never", "--name", full_name, "--network", PREFIX)
    try:
        docker(*run, *options, image, "timeout", LONGEST_LIFE, *command)
        yield full_name
    finally:
        docker("rm", "--force", "--volumes", full_name, check=False)


def python_container(stack: ExitStack, name: str, script: str, *arguments: str, folder: Path) -> str:
    """A container that runs one script of this folder; `folder` is shared with it as /shared."""
    mounts = ("--volume", f"{HERE / script}:/srv/{script}:ro", "--volume", f"{folder}:/shared")
    command = ("python", f"/srv/{script}", *arguments)
    return stack.enter_context(container(name, PYTHON, *command, options=(*mounts, "--env", "PYTHONUNBUFFERED=1")))


@contextmanager
def old_nginx_image() -> Iterator[str]:
    """An image with an nginx below 1.27.3; BuildKit keeps its layers for the next time."""
    tag = f"{PREFIX}:old"
    try:
        docker("buildx", "build", "--tag", tag, "--file", str(HERE / "nginx.Dockerfile"), str(HERE))
        yield tag
    finally:
        docker("image", "rm", "--force", tag, check=False)


def nginx_container(stack: ExitStack, name: str, image: str, folder: Path) -> str:
    """A container for many nginx, hardened like the production container; `folder` has sites and files."""
    hardened = ("--user", "10101:10101", "--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges")
    mounts = ("--volume", f"{folder / 'sites'}:/sites:ro", "--volume", f"{folder / 'html'}:/usr/share/nginx/html:ro")
    options = (*hardened, "--tmpfs", "/tmp:mode=1777", *mounts)
    return stack.enter_context(container(name, image, "sleep", "infinity", options=options))


def until(done: Callable[[], bool], seconds: float, what: str) -> float:
    """Wait for something, and return how long it took; fail when it takes longer than that."""
    start = time.monotonic()
    while True:
        is_done = done()
        waited = time.monotonic() - start
        assert waited < seconds, f"{what}: not within {seconds} s"
        if is_done:
            return waited
        time.sleep(0.05)
