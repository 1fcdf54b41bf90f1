"""Containers of one test run, and what they answer."""

from __future__ import annotations

import http.client
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.rig import waiting
from tests.rig.cleanup import unique
from tests.rig.docker import ask_docker, docker, inspect
from tests.rig.network import address, own_network


@contextmanager
def container(image: str, *command: str, network: str = "", options: tuple[str, ...] = ()) -> Iterator[str]:
    """A container in the background, removed with its volumes at the end; its network is the own one by default."""
    name = unique("container")
    place = (f"--name={name}", f"--network={network or own_network()}")
    try:
        docker("run", "--detach", "--pull=never", *place, *options, image, *command)
        yield name
    finally:
        docker("rm", "--force", "--volumes", name, check=False)


def output_of(image: str, *command: str, options: tuple[str, ...] = ()) -> str:
    """What a command in a container says on both streams; it has to end well."""
    code, text = ended(image, *command, options=options)
    assert code == 0, f"{' '.join(command)} in {image} ended with {code}: {text[-8000:]}"
    return text


def ended(image: str, *command: str, options: tuple[str, ...] = ()) -> tuple[int, str]:
    """How a command in a container ended, and what it said on both streams."""
    name = unique("command")
    try:
        return ask_docker("run", "--rm", "--pull=never", f"--name={name}", *options, image, *command)
    finally:
        docker("rm", "--force", name, check=False)


def log_of(name: str) -> str:
    """What a container has said."""
    return ask_docker("logs", name).text


def until(question: Callable[[], bool], seconds: float, name: str) -> None:
    """Wait for something in a container; fail with its log when it takes longer than that."""
    waiting.until(question, seconds, lambda: log_of(name))


def until_healthy(name: str, seconds: float = 180) -> None:
    """Wait until the health check of a container is content."""

    def is_healthy() -> bool:
        status = inspect(name, "{{.State.Status}} {{.State.Health.Status}}")
        assert status.startswith("running"), f"{name} has ended: {log_of(name)}"
        return status == "running healthy"

    waiting.until(is_healthy, seconds, lambda: f"{inspect(name, '{{json .State}}')} {log_of(name)}")


def fetch(name: str, port: int, path: str, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
    """The status and the body of an answer; (0, b"") when there is none."""
    connection = http.client.HTTPConnection(address(name), port, timeout=120)
    try:
        connection.request("GET", path, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        return 0, b""
    finally:
        connection.close()
