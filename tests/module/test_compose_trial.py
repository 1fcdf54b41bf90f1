"""The trial runs the images as production would, keeps its data over a restart, and leaves nothing."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import shutil
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

pytestmark = pytest.mark.alone
SERVICES = {"backend", "connector", "database", "frontend", "migrations", "redis", "seed", "vehicle"}
# Six processes of Python start one after the other or at once.
LONGEST_START = 60
PROBE = "import socket, sys; socket.create_connection((sys.argv[1], int(sys.argv[2])), 2)"


class Trial(NamedTuple):
    """A trial that runs: its name, page, password, seconds to start, and what the engine says of each service."""

    name: str
    address: str
    password: str
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


def request(address: str, path: str, body: dict[str, Any] | None = None, token: str = "") -> tuple[int, str]:
    """The status and the text of the answer to a GET, or to a POST of JSON."""
    connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=60)
    with contextlib.closing(connection):
        data = json.dumps(body) if body else None
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        connection.request("POST" if body else "GET", path, data, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def logged_in(trial: Trial) -> str:
    """The token of the user whose password the trial has printed."""
    body = {"username": "technician", "password": trial.password}
    status, answer = request(trial.address, "/api/v1/login", body)
    assert status == 200, answer
    return str(json.loads(answer)["access_token"])


@pytest.fixture(scope="module")
def trial(run: Callable[..., str], docker: Callable[..., str]) -> Iterator[Trial]:
    """A trial of the images of this tree, under a name and on a port of its own."""
    run("ansible-playbook", "playbooks/build_prod_images.yml")
    name = f"sovd-trial-test-{uuid.uuid4().hex[:8]}"
    start = time.monotonic()
    try:
        output = run("make", "try", COMPOSE_PROJECT_NAME=name, SOVD_PORT="0")
        seconds = time.monotonic() - start
        identities = docker("ps", "--all", "--quiet", f"--filter=label=com.docker.compose.project={name}").split()
        found = json.loads(docker("inspect", *identities))
        containers = {one["Config"]["Labels"]["com.docker.compose.service"]: one for one in found}
        password = re.findall(r"user technician, password (\S+)", output)[-1]
        yield Trial(name, address_in_output(output), password, seconds, containers)
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
    assert health == {**dict.fromkeys(SERVICES, "healthy"), "migrations": None, "seed": None}
    assert [trial.containers[name]["State"]["ExitCode"] for name in ("migrations", "seed")] == [0, 0]
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
    body = {"vehicle_id": "WVWZZZ1JZXW000001", "command": "read_dtc", "parameters": {}}
    assert request(trial.address, "/api/v1/commands", body)[0] == 401
    token = logged_in(trial)
    status, stored = request(trial.address, "/api/v1/commands", body, token)
    assert status == 201
    docker("restart", trial.containers["database"]["Id"], trial.containers["backend"]["Id"])
    address = address_in_output(run("make", "try", COMPOSE_PROJECT_NAME=trial.name, SOVD_PORT="0"))
    listed = json.loads(request(address, "/api/v1/commands", token=token)[1])
    assert listed["items"][0]["id"] == json.loads(stored)["id"]


def test_the_backend_knows_who_asks(trial: Trial, docker: Callable[..., str]) -> None:
    """The address that nginx saw, which is that of the machine on the public network, and not that of nginx."""
    assert request(trial.address, "/api/v1/commands?limit=1")[0] == 401
    lines = [
        json.loads(line) for line in docker("logs", trial.containers["backend"]["Id"]).splitlines() if line[0] == "{"
    ]
    # A probe that fails, as while Redis starts again, is logged too.
    asked = [line for line in lines if line["event"] == "request" and line["path"].startswith("/api/")]
    clients = {line["client"] for line in asked}
    public = trial.containers["frontend"]["NetworkSettings"]["Networks"][f"{trial.name}_public"]
    assert clients == {public["Gateway"]}


def test_each_checkout_has_a_trial_of_its_own(root: Path, tmp_path: Path, docker: Callable[..., str]) -> None:
    """What one removes is its own, also where neither was given a name."""
    names = []
    for checkout in (tmp_path / "one", tmp_path / "other"):
        shutil.copytree(root / "infrastructure" / "compose", checkout / "infrastructure" / "compose")
        names.append(trial_script(checkout, "name"))
        label = f"--label=com.docker.compose.project={names[-1]}"
        docker("volume", "create", label, "--label=com.docker.compose.volume=database", f"{names[-1]}_database")
    assert len(set(names)) == 2
    for name, checkout in zip(names, (tmp_path / "one", tmp_path / "other"), strict=True):
        assert f"{name}_database" in left_of(name, docker)
        trial_script(checkout, "down")
        assert left_of(name, docker) == []


def trial_script(checkout: Path, word: str) -> str:
    """What the script of a checkout prints, without a name from the environment."""
    environment = {name: value for name, value in os.environ.items() if name != "COMPOSE_PROJECT_NAME"}
    script = str(checkout / "infrastructure" / "compose" / "trial.sh")
    return subprocess.run([script, word], check=True, capture_output=True, text=True, env=environment).stdout.strip()


def test_nothing_is_left(trial: Trial, docker: Callable[..., str], run: Callable[..., str], root: Path) -> None:
    secrets = root / "build" / "trial" / trial.name
    assert left_of(trial.name, docker)
    assert secrets.stat().st_mode & 0o777 == 0o700
    run("make", "try-down", COMPOSE_PROJECT_NAME=trial.name)
    assert not left_of(trial.name, docker)
    assert not secrets.exists()
