"""The access log of the frontend image: written in blocks, each line whole and none lost when the container ends."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

from tests.images.conftest import Image
from tests.images.served import PATIENCE
from tests.rig.confinement import HARDENED
from tests.rig.containers import container, fetch, log_of, until
from tests.rig.docker import docker

REQUESTS = 600
SECONDS = 20  # until a line is there that waits for others; nginx writes after one, or when 4 kB are full


def paths(name: str) -> list[str]:
    """The paths in the log of a container, of which each line has to be one of JSON."""
    lines = [line for line in log_of(name).splitlines() if '"path"' in line]
    return [json.loads(line)["path"] for line in lines]


def test_every_request_is_a_line_of_its_own_and_is_written_before_the_end(frontend: Image) -> None:
    """Asked by many at once, so that both workers of nginx write; what was not yet written is when they stop."""
    with container(frontend.name, options=HARDENED) as name:
        until(lambda: fetch(name, 80, "/health")[0] == 200, PATIENCE, name)
        wanted = [f"/nowhere/{number}/{'x' * (number % 300)}" for number in range(REQUESTS)]
        with ThreadPoolExecutor(16) as pool:
            assert {status for status, _body in pool.map(lambda path: fetch(name, 80, path), wanted)} == {200}
        docker("stop", name)
        assert sorted(paths(name)) == sorted(wanted)


def test_a_line_is_there_soon(frontend: Image) -> None:
    with container(frontend.name, options=HARDENED) as name:
        until(lambda: fetch(name, 80, "/health")[0] == 200, PATIENCE, name)
        fetch(name, 80, "/alone")
        until(lambda: paths(name) == ["/alone"], SECONDS, name)
