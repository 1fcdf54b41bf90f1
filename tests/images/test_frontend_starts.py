"""The frontend image starts as quickly as nginx alone, finds a backend that its environment names, ends in order."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack

import pytest

from tests.images.conftest import Image
from tests.images.served import PATIENCE
from tests.rig.confinement import HARDENED
from tests.rig.containers import container, fetch, log_of, until
from tests.rig.docker import docker, inspect

PAIRS = 9
MOST_PAIRS = 36  # on a busy machine
MOST = 1.1  # times nginx alone, with the file as it was built
ALONE = ("--entrypoint=nginx",)
RECOVERY = 12.0  # seconds; nginx asks the name server each second


def start_seconds(image: str, *options: str) -> float:
    """Seconds until the first good answer of a container."""
    command = ("-g", "daemon off;") if options == ALONE else ()
    began = time.monotonic()
    with container(image, *command, options=(*HARDENED, *options)) as name:
        while fetch(name, 80, "/health")[0] != 200:
            assert time.monotonic() - began < PATIENCE, log_of(name)
        return time.monotonic() - began


@pytest.mark.slow
@pytest.mark.alone
def test_the_start_takes_as_long_as_that_of_nginx(frontend: Image, tell: Callable[[str], None]) -> None:
    environment = ("--env=BACKEND_URL=http://backend:8000", "--env=TRUSTED_PROXIES=10.0.0.0/8")
    sides = [environment, ALONE]
    taken: dict[tuple[str, ...], list[float]] = {side: [] for side in sides}

    def ratio() -> float:
        """By the least of each, since what else the machine does only adds to it, and not to both alike."""
        return min(taken[environment]) / min(taken[ALONE])

    while len(taken[ALONE]) < PAIRS or (ratio() > MOST and len(taken[ALONE]) < MOST_PAIRS):
        sides.reverse()  # so that neither is always the first
        for side in sides:
            taken[side].append(start_seconds(frontend.name, *side))
    tell(f"the frontend starts in {ratio():.2f} times nginx alone, at most {MOST}")
    assert ratio() <= MOST, taken


def test_a_backend_of_the_environment_comes_and_moves(frontend: Image) -> None:
    """What answers there has no such path, which tells it from a backend that is away."""
    with ExitStack() as stack:
        served = stack.enter_context(
            container(frontend.name, options=(*HARDENED, "--env=BACKEND_URL=http://moving:80"))
        )
        until(lambda: fetch(served, 80, "/api/x")[0] == 502, PATIENCE, served)
        first = stack.enter_context(container("nginx:alpine", options=("--network-alias=moving",)))
        until(lambda: fetch(served, 80, "/api/x")[0] == 404, PATIENCE, served)
        before = inspect(first, "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}")
        second = stack.enter_context(container("nginx:alpine", options=("--network-alias=moving",)))
        assert inspect(second, "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}") != before
        docker("rm", "--force", first)
        until(lambda: fetch(served, 80, "/api/x")[0] == 404, RECOVERY, served)
        assert docker("exec", served, "cat", "/proc/1/comm") == "nginx"
        docker("stop", served)
        assert inspect(served, "{{.State.ExitCode}}") == "0"


def test_a_wrong_value_ends_the_container(frontend: Image) -> None:
    with container(frontend.name, options=(*HARDENED, "--env=BACKEND_URL=http://b; return 200")) as name:
        until(lambda: inspect(name, "{{.State.Status}}") == "exited", PATIENCE, name)
        assert inspect(name, "{{.State.ExitCode}}") == "1"
        (line,) = log_of(name).splitlines()
        assert line.startswith("BACKEND_URL: found 'http://b; return 200', expected ")
