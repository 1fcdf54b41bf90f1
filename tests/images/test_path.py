"""A command's whole way through the production image: each ends, and none is heard twice, whatever ends on the way."""

from __future__ import annotations

import http.client
import re
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from typing import Any, NamedTuple

import pytest

from tests.images.asking import ask
from tests.images.conftest import Image
from tests.images.served import PATIENCE
from tests.rig.cleanup import unique
from tests.rig.confinement import HARDENED
from tests.rig.containers import container, until_healthy
from tests.rig.databases import SETTINGS, migrate_and_seed, postgresql, redis
from tests.rig.docker import docker
from tests.rig.network import network
from tests.rig.plays import extra_vars
from tests.rig.waiting import until

pytestmark = pytest.mark.slow
COMMANDS = 200
FINAL = {"completed", "failed", "timed_out"}
ROUTINE = {"routine": "self_test", "steps": 3}
PYTHON = "/opt/venv/bin/python"


class Way(NamedTuple):
    """The containers of the application."""

    database: str
    redis: str
    backends: list[str]
    connectors: list[str]
    vehicle: str


@pytest.fixture(scope="module")
def way(slim: Image) -> Iterator[Way]:
    """Two backends and two connectors, one image with different commands, each judged by its one health check."""
    with ExitStack() as stack:
        net = stack.enter_context(network("path"))
        database, stream = stack.enter_context(postgresql(net)), stack.enter_context(redis(net))
        confined = (f"--network={net}", *HARDENED, *SETTINGS, "--env=WEB_CONCURRENCY=1", "--env=LEASE=5")
        migrate_and_seed(slim.name, confined)

        def start(*command: str, alias: str = "", count: int = 1) -> list[str]:
            options = (*confined[1:], f"--network-alias={alias}")
            return [
                stack.enter_context(container(slim.name, *command, network=net, options=options)) for _ in range(count)
            ]

        (vehicle,) = start(PYTHON, "-m", "app.vehicle", alias="vehicle")
        backends = start(alias="backend", count=2)
        connectors = start(PYTHON, "-m", "app.connector", alias="connector", count=2)
        for name in (vehicle, *backends, *connectors):
            until_healthy(name)
        yield Way(database, stream, backends, connectors, vehicle)


def send(way: Way, command: str, parameters: dict[str, Any]) -> str:
    """Store a command by a backend that answers, and return its id; the request id keeps it one."""
    body: dict[str, Any] = {"vehicle_id": "WVWZZZ1JZXW000001", "command": command, "parameters": parameters}
    body["request_id"] = str(uuid.uuid4())
    deadline = time.monotonic() + PATIENCE
    while True:
        for name in way.backends:
            with suppress(OSError, http.client.HTTPException, ValueError):
                status, stored = ask(name, "/api/v1/commands", body)
                assert status in (200, 201, 503), stored
                if status != 503:
                    return str(stored["id"])
        assert time.monotonic() < deadline, "no backend takes a command"
        time.sleep(0.2)


def state_of(way: Way, wanted: str) -> dict[str, Any]:
    """A command as it is now, {} while no backend tells."""
    for name in way.backends:
        with suppress(OSError, http.client.HTTPException, ValueError):
            status, found = ask(name, f"/api/v1/commands/{wanted}")
            if status == 200:
                return dict(found)
    return {}


def test_the_gate_passes_a_worker_as_it_passes_the_web_process(slim: Image, run: Callable[..., str]) -> None:
    name, _, tag = slim.name.rpartition(":")
    variables = {
        "backend_image_name": name,
        "backend_image_tag": tag,
        "verify_prefix": unique("worker"),
        "image_verify_command": [PYTHON, "-m", "app.connector"],
        "verify_backend_requests": [{"path": "/health/ready"}, {"path": "/api/v1/commands", "status": 404}],
    }
    output = run("ansible-playbook", "playbooks/verify_backend_image.yml", *extra_vars(variables))
    assert re.search(r"yes +container becomes healthy", output)
    assert re.search(r"yes +GET /api/v1/commands is answered +404", output), "the web process was asked"


def test_parts_arrive_in_order(way: Way) -> None:
    wanted = send(way, "start_routine", ROUTINE)
    until(lambda: state_of(way, wanted).get("status") in FINAL, PATIENCE, lambda: f"{state_of(way, wanted)}")
    assert state_of(way, wanted)["status"] == "completed"
    _, parts = ask(way.backends[0], f"/api/v1/commands/{wanted}/parts")
    shown = [(part["sequence"], part["body"]["step"], part["final"]) for part in parts["items"]]
    assert shown == [(1, 1, False), (2, 2, False), (3, 3, True)]


def test_each_command_ends_and_none_is_heard_twice_whatever_is_killed(way: Way) -> None:
    breaks = {
        40: ("kill", "--signal=KILL", way.connectors[0]),
        80: ("kill", "--signal=KILL", way.backends[0]),
        120: ("restart", way.redis),
        160: ("restart", way.database),
    }
    stored = []
    for number in range(COMMANDS):
        if number in breaks:
            docker(*breaks[number])
        if number in (60, 100):
            # What was killed by hand is not started again by the engine.
            docker("start", way.connectors[0] if number == 60 else way.backends[0])
        stored.append(send(way, *(("start_routine", ROUTINE) if number % 2 else ("read_dtc", {}))))
    left = set(stored)

    def all_have_ended() -> bool:
        left.difference_update([each for each in left if state_of(way, each).get("status") in FINAL])
        return not left

    until(all_have_ended, 2 * PATIENCE, lambda: f"{len(left)} commands have not ended")
    ended = [state_of(way, each) for each in stored]
    heard = ask(way.vehicle, "/simulation/heard")[1]
    assert {count for each, count in heard.items() if each in stored} == {1}
    assert {each["id"] for each in ended if each["status"] == "completed"} <= set(heard)
    causes = {each["cause"] for each in ended if each["status"] != "completed"}
    assert all(str(cause).startswith("outcome unknown") for cause in causes), causes
    assert sum(each["status"] == "completed" for each in ended) > COMMANDS / 2
