"""The WebSocket: every client hears of every command, whichever worker it reached."""

import json
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
import redis
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection

from app.commands.events import BACKLOG, channel_of
from tests.conftest import Environment
from tests.gate import gate_before
from tests.server import Server, serving
from tests.waiting import wait_until

CHANNEL = channel_of("production")


def received(stream: ClientConnection) -> dict[str, object]:
    message = json.loads(stream.recv(timeout=60))
    assert isinstance(message, dict)
    return message


def reasons_of_ends(server: Server) -> list[str]:
    return [line["reason"] for line in server.lines() if line["event"] == "websocket.ended"]


def until_closed(stream: ClientConnection) -> Iterator[str | bytes]:
    """Yield what arrives before the server ends the connection."""
    with suppress(ConnectionClosed):
        while True:
            yield stream.recv(timeout=60)


@pytest.fixture
def publisher(redis_url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(redis_url) as client:
        yield client


def workers_with_streams(server: Server) -> set[int]:
    accepted = [line for line in server.lines() if line["event"].endswith('"WebSocket /ws/commands" [accepted]')]
    return {line["process"] for line in accepted}


def test_clients_of_all_workers_hear_of_a_command(environment: Environment, log: Path) -> None:
    with serving(environment, log, workers=2) as server, ExitStack() as streams:
        clients: list[ClientConnection] = []

        def both_workers_have_clients() -> bool:
            clients.append(streams.enter_context(server.stream()))
            return len(workers_with_streams(server)) == 2

        wait_until(both_workers_have_clients)
        command = server.create().json()
        for client in clients:
            assert received(client) == {"type": "command.created", "command": command}


def test_a_client_hears_something_while_nothing_happens(environment: Environment, log: Path) -> None:
    heartbeat = {"type": "heartbeat"}
    with serving(environment | {"HEARTBEAT_INTERVAL": "0.5"}, log) as server, server.stream() as stream:
        assert [received(stream) for _ in range(2)] == [heartbeat] * 2
        command = server.create().json()
        messages = [received(stream) for _ in range(4)]
        assert {"type": "command.created", "command": command} in messages
        assert messages[-1] == heartbeat


def test_no_event_is_lost_among_heartbeats(environment: Environment, publisher: redis.Redis, log: Path) -> None:
    events = [f'{{"number": {number}}}' for number in range(500)]
    with serving(environment | {"HEARTBEAT_INTERVAL": "0.001"}, log) as server, server.stream(max_queue=None) as stream:
        for event in events:
            publisher.publish(CHANNEL, event)
        heard: list[str | bytes] = []
        while len(heard) < len(events):
            message = stream.recv(timeout=60)
            heard += [] if json.loads(message) == {"type": "heartbeat"} else [message]
        assert heard == events


def test_what_a_client_says_is_ignored(server: Server) -> None:
    with server.stream() as stream:
        stream.send("hello")
        stream.send(b"\xff")
        command = server.create().json()
        assert received(stream)["command"] == command


def test_a_burst_reaches_a_client_that_reads(server: Server, publisher: redis.Redis) -> None:
    burst = [f'{{"number": {number}}}' for number in range(BACKLOG * 5)]
    with server.stream() as stream:
        with publisher.pipeline(transaction=False) as pipeline:
            for event in burst:
                pipeline.publish(CHANNEL, event)
            pipeline.execute()
        assert [stream.recv(timeout=60) for _ in burst] == burst


def test_a_client_that_does_not_read_is_dropped_and_others_go_on(
    environment: Environment, publisher: redis.Redis, log: Path
) -> None:
    event = secrets.token_hex(100_000)
    with serving(environment, log) as own, own.stream(max_queue=1) as slow, own.stream(max_queue=None) as quick:
        for _ in range(BACKLOG * 3):
            publisher.publish(CHANNEL, event)
            assert quick.recv(timeout=60) == event
        wait_until(lambda: reasons_of_ends(own) == ["too slow"])
        assert len(list(until_closed(slow))) < BACKLOG * 3


def test_a_message_that_cannot_be_read_is_counted_and_the_next_arrives(
    environment: Environment, publisher: redis.Redis, log: Path
) -> None:
    with serving(environment, log) as own, own.stream() as stream:
        publisher.publish(CHANNEL, b"\xff\xfe\x00")
        command = own.create().json()
        assert received(stream)["command"] == command
        assert own.logged(event="event.unreadable", level="warning")["reason"] == "UnicodeDecodeError"
        assert own.figure("sovd_events_unreadable_total") == 1
        assert own.figure("sovd_events_listening") == 1


def test_streams_and_lost_events_are_figures(environment: Environment, log: Path) -> None:
    with gate_before(environment["REDIS_URL"]) as (gate, url), serving(environment | {"REDIS_URL": url}, log) as own:
        with own.stream(), own.stream():
            wait_until(lambda: own.figure("sovd_websockets") == 2)
        wait_until(lambda: own.figure("sovd_websockets") == 0)
        assert own.figure("sovd_events_lost_total") == 0
        gate.close()
        wait_until(lambda: own.figure("sovd_events_listening") == 0)
        assert own.create().status_code == 201
        assert own.figure("sovd_events_lost_total") == 1


def test_a_redis_that_hangs_delays_no_command(environment: Environment, log: Path) -> None:
    with gate_before(environment["REDIS_URL"]) as (gate, url), serving(environment | {"REDIS_URL": url}, log) as own:
        assert own.create().status_code == 201
        gate.freeze()
        answers = [own.create() for _ in range(3)]
        assert {answer.status_code for answer in answers} == {201}
        assert max(answer.elapsed.total_seconds() for answer in answers) < 1.8, "as long as the client of Redis waits"
        assert own.logged(event="event.lost")["reason"] == "TimeoutError"
        gate.thaw()


def test_clients_are_told_when_events_stop_and_served_when_they_return(environment: Environment, log: Path) -> None:
    with gate_before(environment["REDIS_URL"]) as (gate, url), serving(environment | {"REDIS_URL": url}, log) as own:
        with own.stream() as stream:
            gate.close()
            with pytest.raises(ConnectionClosed) as closed:
                stream.recv(timeout=60)
            assert closed.value.rcvd is not None
            assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (1013, "events interrupted")
        with pytest.raises(InvalidStatus) as refused, own.stream():
            pass
        assert refused.value.response.status_code == 503
        assert refused.value.response.headers["Retry-After"] == "5"
        assert own.create().status_code == 201, "a command does not need Redis"
        assert [line["reason"] for line in own.lines() if line["event"] == "event.lost"] == ["ConnectionError"]
        gate.open()
        wait_until(own.is_listening)
        with own.stream() as stream:
            command = own.create().json()
            assert received(stream)["command"] == command


def test_a_connection_that_only_looks_alive_is_noticed(environment: Environment, log: Path) -> None:
    late = {"HEARTBEAT_INTERVAL": "20"}
    with (
        gate_before(environment["REDIS_URL"]) as (gate, url),
        serving(environment | late | {"REDIS_URL": url}, log) as own,
    ):
        with own.stream() as stream:
            gate.freeze()
            with pytest.raises(ConnectionClosed, match="events interrupted"):
                stream.recv(timeout=90)
        gate.thaw()
        wait_until(own.is_listening)
