"""The trial runs the images as production would, keeps its data over a restart, and leaves nothing."""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

pytestmark = pytest.mark.alone
SERVICES = {"backend", "database", "frontend", "migrations", "redis"}
LONGEST_START = 20
PROBE = "import socket, sys; socket.create_connection((sys.argv[1], int(sys.argv[2])), 2)"


class Trial(NamedTuple):
    """A trial that runs: its name, its page, the seconds it took to start, and what the engine says of each service."""

    name: str
    address: str
    seconds: float
    containers: dict[str, dict[str, Any]]


def left_of(name: str, docker: Callable[..., str]) -> list[str]:
    """Names of all containers, networks and volumes of a trial."""
    label = f"--filter=label=com.docker.compose.project={name}"
    listings = (
        ("ps", "--all", "--format={{.Names}}"),
        ("network", "ls", "--format={{.Name}}"),
        ("volume", "ls", "--format={{.Name}}"),
    )
    return [found for listing in listings for found in docker(*listing, label).split()]


def address_in_output(output: str) -> str:
    """The address that the trial prints; make may say more behind it, such as which folder it leaves."""
    return str(re.findall(r"http://127\.0\.0\.1:\d+", output)[-1])


def request(address: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, str]:
    """The status and the text of the answer to a GET, or to a POST of JSON."""
    connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=10)
    with contextlib.closing(connection):
        data = json.dumps(body) if body else None
        connection.request("POST" if body else "GET", path, data, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


@pytest.fixture(scope="module")
def trial(run: Callable[..., str], docker: Callable[..., str]) -> Iterator[Trial]:
    """A trial under a name and on a port of its own."""
    name = f"sovd-trial-test-{uuid.uuid4().hex[:8]}"
    start = time.monotonic()
    try:
        output = run("make", "try", COMPOSE_PROJECT_NAME=name, SOVD_PORT="0")
        seconds = time.monotonic() - start
        identities = docker("ps", "--all", "--quiet", f"--filter=label=com.docker.compose.project={name}").split()
        found = json.loads(docker("inspect", *identities))
        containers = {one["Config"]["Labels"]["com.docker.compose.service"]: one for one in found}
        yield Trial(name, address_in_output(output), seconds, containers)
    finally:
        run("make", "try-down", COMPOSE_PROJECT_NAME=name)


def reaches(docker: Callable[..., str], source: dict[str, Any], target: str, port: int) -> bool:
    """Whether a process in the network of one container can open a TCP connection to an address."""
    image = "python:3.11-slim"
    options = ("--rm", "--pull=never", f"--network=container:{source['Id']}")
    shown = docker("run", *options, image, "python", "-c", f"{PROBE}; print('open')", target, str(port), check=False)
    return shown == "open"


def address_in(container: dict[str, Any], network: str) -> str:
    return str(container["NetworkSettings"]["Networks"][network]["IPAddress"])


def test_all_is_healthy_soon(trial: Trial) -> None:
    assert set(trial.containers) == SERVICES
    health = {name: one["State"].get("Health", {}).get("Status") for name, one in trial.containers.items()}
    assert health == {**dict.fromkeys(SERVICES, "healthy"), "migrations": None}
    assert trial.containers["migrations"]["State"]["ExitCode"] == 0
    assert trial.seconds < LONGEST_START, f"took {trial.seconds:.1f} s"


def test_containers_are_confined(trial: Trial) -> None:
    for name, one in trial.containers.items():
        host = one["HostConfig"]
        assert host["ReadonlyRootfs"], name
        assert host["CapDrop"] == ["ALL"], name
        assert host["SecurityOpt"] == ["no-new-privileges:true"], name
        assert all((host["Memory"], host["NanoCpus"], host["PidsLimit"])), name
        assert host["LogConfig"]["Config"] == {"max-file": "3", "max-size": "10m"}, name
        assert one["Config"]["StopTimeout"], name
        published = [binding["HostIp"] for bindings in host["PortBindings"].values() for binding in bindings]
        assert published == (["127.0.0.1"] if name == "frontend" else []), name
        assert "SECRET=" not in " ".join(one["Config"]["Env"]), name


def test_frontend_cannot_reach_the_database(trial: Trial, docker: Callable[..., str]) -> None:
    containers = trial.containers
    database = address_in(containers["database"], f"{trial.name}_data")
    backend = address_in(containers["backend"], f"{trial.name}_application")
    assert reaches(docker, containers["backend"], database, 5432)
    assert reaches(docker, containers["frontend"], backend, 8000)
    assert not reaches(docker, containers["frontend"], database, 5432)


def test_commands_pass_and_outlive_a_restart(trial: Trial, docker: Callable[..., str], run: Callable[..., str]) -> None:
    status, page = request(trial.address, "/")
    assert (status, "<title>SOVD Command</title>" in page) == (200, True)
    body = {"vehicle_id": "WVWZZZ1JZXW000001", "command": "ReadDTC", "parameters": {}}
    status, stored = request(trial.address, "/api/v1/commands", body)
    assert status == 201
    docker("restart", trial.containers["database"]["Id"], trial.containers["backend"]["Id"])
    address = address_in_output(run("make", "try", COMPOSE_PROJECT_NAME=trial.name, SOVD_PORT="0"))
    listed = json.loads(request(address, "/api/v1/commands")[1])
    assert [one["id"] for one in listed["items"]] == [json.loads(stored)["id"]]


def test_nothing_is_left(trial: Trial, docker: Callable[..., str], run: Callable[..., str], root: Path) -> None:
    secrets = root / "build" / "trial" / trial.name
    assert left_of(trial.name, docker)
    assert secrets.stat().st_mode & 0o777 == 0o700
    run("make", "try-down", COMPOSE_PROJECT_NAME=trial.name)
    assert not left_of(trial.name, docker)
    assert not secrets.exists()
