"""Commands reach a simulated vehicle once, and its answers come back, whatever ends on the way."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
import redis

from app.connector.stream import stream_of
from tests.conftest import Environment
from tests.database import query
from tests.gate import gate_before
from tests.server import BACKEND, Server, run, serving
from tests.waiting import wait_until

FINAL = {"completed", "failed", "timed_out"}
QUICK = {"LEASE": "2", "VEHICLE_TIMEOUT": "2", "CONNECTOR_CONCURRENCY": "4"}
ROUTINE = {"command": "start_routine", "parameters": {"routine": "self_test", "steps": 3}}
LONG = {"command": "start_routine", "parameters": {"routine": "self_test", "steps": 40}}


class Process(NamedTuple):
    """A process of the application on a port of its own."""

    process: subprocess.Popen[bytes]
    address: str

    def kill(self) -> None:
        """End it without a word."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)


@contextmanager
def module(name: str, environment: Environment, log: Path) -> Iterator[Process]:
    """Run `python -m NAME` until the block ends, once it answers its probe."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    kept = {each: os.environ[each] for each in ("PATH", "HOME") if each in os.environ}
    settings = {**kept, **environment, "PORT": str(port), "WEB_CONCURRENCY": "4"}
    with log.open("ab") as sink:
        process = subprocess.Popen([sys.executable, "-m", name], cwd=BACKEND, env=settings, stdout=sink, stderr=sink)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until(lambda: process.poll() is not None or is_ready(address), 120)
        assert process.poll() is None, log.read_text()
        yield Process(process, address)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(120)


def is_ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/health/ready").status_code == 200
    except httpx.TransportError:
        return False


class Way(NamedTuple):
    """The whole way: the web process, a vehicle, and what connectors need."""

    server: Server
    vehicle: Process
    environment: Environment
    folder: Path

    def connector(self, **settings: str) -> AbstractContextManager[Process]:
        """Run a connector that is quick to give up."""
        return module("app.connector", {**self.environment, **QUICK, **settings}, self.folder / "connector.log")

    def send(self, **changes: Any) -> str:
        """Store a command and return its id."""
        answer = self.server.create(**changes)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def command(self, wanted: str) -> dict[str, Any]:
        """Return a command as it is now."""
        found: dict[str, Any] = self.server.client.get(f"/api/v1/commands/{wanted}").json()
        return found

    def ended(self, wanted: str) -> dict[str, Any]:
        """Wait for the end of a command and return it."""
        wait_until(lambda: self.command(wanted)["status"] in FINAL, 120)
        return self.command(wanted)

    def parts(self, wanted: str) -> list[dict[str, Any]]:
        """Return what the vehicle has answered."""
        found: list[dict[str, Any]] = self.server.client.get(f"/api/v1/commands/{wanted}/parts").json()["items"]
        return found

    def heard(self) -> dict[str, int]:
        """Return how often the vehicle has heard each command."""
        found: dict[str, int] = httpx.get(f"{self.vehicle.address}/simulation/heard").json()
        return found


@pytest.fixture
def way(environment: Environment, new_database: Callable[[], str], redis_url: str, tmp_path: Path) -> Iterator[Way]:
    """A fresh database and an empty stream, so that no test carries what another has stored."""
    with redis.Redis.from_url(redis_url) as client:
        client.delete(stream_of("production"))
    url = new_database()
    assert run("alembic", "upgrade", "head", environment={"DATABASE_URL": url}).returncode == 0
    with ExitStack() as stack:
        vehicle = stack.enter_context(module("app.vehicle", {"VEHICLE_LATENCY": "0.1"}, tmp_path / "vehicle.log"))
        seeded = run("app.seed", environment={"DATABASE_URL": url, "VEHICLE_ADDRESS": vehicle.address})
        assert seeded.returncode == 0, seeded.stderr
        query(url, "DELETE FROM commands")
        settings = environment | {"DATABASE_URL": url}
        server = stack.enter_context(serving(settings, tmp_path / "server.log"))
        yield Way(server, vehicle, settings, tmp_path)


def test_answers_come_back_in_parts_and_events_tell_of_them(way: Way) -> None:
    with way.connector() as connector, way.server.stream() as stream:
        for state in ("completed", "failed", "timed_out"):
            counted = f'sovd_commands_ended_total{{state="{state}"}} 0.0'
            assert counted in httpx.get(f"{connector.address}/metrics").text
        wanted = way.send(**ROUTINE)
        ended = way.ended(wanted)
        assert (ended["status"], ended["cause"]) == ("completed", None), ended
        parts = way.parts(wanted)
        bodies = [{"step": step, "of": 3} for step in (1, 2, 3)]
        assert [(part["sequence"], part["body"], part["final"]) for part in parts] == [
            (1, bodies[0], False), (2, bodies[1], False), (3, bodies[2], True),
        ]  # fmt: skip
        assert ended["response"] == bodies[2]
        events = [json.loads(stream.recv(timeout=60)) for _ in range(7)]
        assert [event["type"].partition(".")[2] for event in events] == [
            "created", "changed", "part", "changed", "part", "part", "changed",
        ]  # fmt: skip
        assert [event["command"]["status"] for event in events if event["type"] == "command.changed"] == [
            "sent", "running", "completed",
        ]  # fmt: skip
        assert 'sovd_commands_ended_total{state="completed"} 1.0' in httpx.get(f"{connector.address}/metrics").text


def test_each_command_of_the_catalogue_ends_as_it_should(way: Way) -> None:
    with way.connector():
        read = way.ended(way.send())
        assert [fault["code"] for fault in read["response"]["items"]] == ["P0301", "P0420"]
        assert way.ended(way.send(command="clear_dtc"))["response"] == {}
        assert way.ended(way.send())["response"] == {"items": []}
        data = way.ended(way.send(command="read_data", parameters={"names": ["odometer", "battery_voltage"]}))
        assert [item["id"] for item in data["response"]["items"]] == ["odometer", "battery_voltage"]
        unknown = way.ended(way.send(command="read_data", parameters={"names": ["mood"]}))
        assert (unknown["status"], unknown["cause"][:44]) == ("failed", "the vehicle refused it: 404 no data mood; th")
        running = way.send(**LONG)
        wait_until(lambda: way.command(running)["status"] == "running")
        stopped = way.ended(way.send(command="stop_routine", parameters={"routine": "self_test"}))
        assert stopped["response"] == {"stopped": 1}
        assert way.ended(running)["response"] == {"status": "stopped"}


@pytest.mark.parametrize(
    ("routine", "status", "cause"),
    [
        ("is_refused", "failed", "the vehicle refused it: 409 the vehicle moves"),
        ("never_answers", "timed_out", "outcome unknown: the vehicle has not answered within 2 s"),
        ("breaks_down", "failed", "the routine ended as failed"),
    ],
)
def test_a_vehicle_that_does_not_do_it_ends_the_command(way: Way, routine: str, status: str, cause: str) -> None:
    with way.connector():
        ended = way.ended(way.send(command="start_routine", parameters={"routine": routine}))
        assert (ended["status"], ended["cause"]) == (status, cause)
        assert list(way.heard().values()) == [1]


def test_a_vehicle_that_cannot_be_reached_ends_the_command(way: Way) -> None:
    closed = "UPDATE vehicles SET address = CASE name WHEN 'Test car 1' THEN 'http://127.0.0.1:9' END"
    query(way.environment["DATABASE_URL"], closed)
    with way.connector():
        assert way.ended(way.send())["cause"] == "the vehicle cannot be reached: ConnectionRefusedError"
        assert way.ended(way.send(vehicle_id="WVWZZZ1JZXW000002"))["cause"] == "there is no address of this vehicle"
        assert way.heard() == {}


def test_a_routine_that_takes_too_long_times_out(way: Way) -> None:
    with way.connector(COMMAND_TIMEOUT="1"):
        ended = way.ended(way.send(**LONG))
        assert (ended["status"], ended["cause"]) == ("timed_out", "outcome unknown: no last part within 1 s")


def test_what_a_dead_connector_had_sent_is_never_sent_again(way: Way) -> None:
    with way.connector() as first:
        sent = way.send(**LONG)
        wait_until(lambda: way.command(sent)["status"] == "running")
        first.kill()
        waiting = way.send()
        with way.connector():
            ended = way.ended(sent)
            assert (ended["status"], ended["cause"]) == ("failed", "outcome unknown")
            assert way.ended(waiting)["status"] == "completed"
            assert way.heard() == {sent: 1, waiting: 1}


def test_what_a_dead_connector_had_taken_and_not_sent_is_taken_over(way: Way, redis_url: str) -> None:
    """The entry was given to a consumer that never touched the command."""
    stream = stream_of("production")
    wanted = way.send()
    with redis.Redis.from_url(redis_url) as client:
        client.xgroup_create(stream, "connectors", id="0", mkstream=True)
        client.xadd(stream, {"id": wanted})
        client.xadd(stream, {"id": "no id"})
        assert client.xreadgroup("connectors", "dead", {stream: ">"}, count=10)
        query(way.environment["DATABASE_URL"], "UPDATE commands SET enqueued_at = now() + interval '1 hour'")
        with way.connector():
            assert way.ended(wanted)["status"] == "completed"
            wait_until(lambda: client.xlen(stream) == 0)
    assert way.heard() == {wanted: 1}


def test_what_is_on_the_stream_twice_is_sent_once(way: Way, redis_url: str) -> None:
    stream = stream_of("production")
    wanted = [way.send() for _ in range(5)]
    with redis.Redis.from_url(redis_url) as client:
        for each in wanted * 4:
            client.xadd(stream, {"id": each})
    with way.connector(), way.connector():
        for each in wanted:
            assert way.ended(each)["status"] == "completed"
    assert way.heard() == dict.fromkeys(wanted, 1)


def test_what_redis_did_not_take_or_has_lost_is_sent_later(way: Way, redis_url: str) -> None:
    with gate_before(redis_url) as (gate, url), way.connector(REDIS_URL=url):
        gate.close()
        wanted = way.send()
        time.sleep(2)
        assert way.command(wanted)["status"] == "queued"
        gate.open()
        assert way.ended(wanted)["status"] == "completed"
        with redis.Redis.from_url(redis_url) as client:
            client.delete(stream_of("production"))
        assert way.ended(way.send())["status"] == "completed"


def test_what_waits_too_long_is_not_sent_any_more(way: Way) -> None:
    wanted = way.send()
    query(way.environment["DATABASE_URL"], "UPDATE commands SET created_at = now() - interval '1 hour'")
    query(way.environment["DATABASE_URL"], "UPDATE commands SET enqueued_at = now() + interval '1 hour'")
    with way.connector():
        ended = way.ended(wanted)
        assert (ended["status"], ended["cause"]) == ("timed_out", "not sent within 600 s")
    assert way.heard() == {}


def test_a_connector_that_is_told_to_stop_ends_what_it_has_begun(way: Way) -> None:
    with way.connector() as connector:
        wanted = way.send(**ROUTINE)
        wait_until(lambda: way.command(wanted)["status"] in {"sent", "running"})
        connector.process.terminate()
        assert connector.process.wait(120) in {0, -signal.SIGTERM}
    assert way.command(wanted)["status"] == "completed"


@pytest.mark.parametrize("name", ["app.connector", "app.vehicle"])
def test_settings_that_do_not_hold_are_refused(environment: Environment, name: str) -> None:
    refused = run(name, environment=environment | {"PORT": "0"})
    assert (refused.returncode, "Traceback" in refused.stderr) == (1, False)
    assert f"{name.removeprefix('app.')}: PORT is '0'" in refused.stderr
