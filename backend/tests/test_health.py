"""The probes: readiness asks what the application needs, liveness asks nothing."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import httpx
import pytest

from tests.conftest import Environment
from tests.database import connect, query
from tests.gate import Gate, gate_before
from tests.server import Server, serving
from tests.waiting import wait_until

READINESS_TIMEOUT = 1.5  # seconds; less than what the client of Redis itself waits
READY = {"status": "ready", "checks": {"database": "ok", "redis": "ok"}}
REFUSED = {"database": "ConnectionRefusedError", "redis": "ConnectionError"}
BLOCKED = "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
Gated = tuple[Server, dict[str, Gate]]


@pytest.fixture
def gated(environment: Environment, log: Path) -> Iterator[Gated]:
    """A server whose way to each dependency can be cut."""
    with ExitStack() as stack:
        database, database_url = stack.enter_context(gate_before(environment["DATABASE_URL"]))
        redis, redis_url = stack.enter_context(gate_before(environment["REDIS_URL"]))
        changed = environment | {
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "READINESS_TIMEOUT": str(READINESS_TIMEOUT),
        }
        yield stack.enter_context(serving(changed, log)), {"database": database, "redis": redis}


def test_ready_when_both_answer(server: Server) -> None:
    answer = server.ready()
    assert (answer.status_code, answer.json()) == (200, READY)


@pytest.mark.parametrize(("failing", "working"), [("database", "redis"), ("redis", "database")])
def test_a_refused_connection_is_named_and_recovers(gated: Gated, failing: str, working: str) -> None:
    server, gates = gated
    assert server.ready().json() == READY
    gates[failing].close()
    answer = server.ready()
    assert answer.status_code == 503
    assert answer.json() == {"status": "unavailable", "checks": {failing: REFUSED[failing], working: "ok"}}
    assert server.client.get("/health/live").json() == {"status": "alive"}
    gates[failing].open()
    wait_until(lambda: server.ready().status_code == 200)


@pytest.mark.parametrize(("failing", "working"), [("database", "redis"), ("redis", "database")])
def test_a_dependency_that_hangs_is_given_up_in_time(gated: Gated, failing: str, working: str) -> None:
    server, gates = gated
    gates[failing].freeze()
    answer = server.ready()
    assert answer.status_code == 503
    assert answer.json()["checks"] == {failing: "no answer in time", working: "ok"}
    assert 0.9 * READINESS_TIMEOUT < answer.elapsed.total_seconds() < 2 * READINESS_TIMEOUT
    gates[failing].thaw()
    wait_until(lambda: server.ready().status_code == 200)


def test_both_are_asked_at_the_same_time(gated: Gated) -> None:
    server, gates = gated
    for gate in gates.values():
        gate.freeze()
    answer = server.ready()
    assert answer.status_code == 503
    assert set(answer.json()["checks"].values()) == {"no answer in time"}
    assert answer.elapsed.total_seconds() < 2 * READINESS_TIMEOUT


def test_it_starts_and_lives_with_nothing_to_connect_to(environment: Environment, log: Path) -> None:
    nowhere = {"DATABASE_URL": "postgresql+asyncpg://sovd:x7@127.0.0.1:9/sovd", "REDIS_URL": "redis://127.0.0.1:9/0"}
    with serving(environment | nowhere, log) as server:
        assert server.client.get("/health/live").status_code == 200
        assert server.ready().json()["checks"] == REFUSED
        server.logged(event="events.interrupted", retry_in_seconds=1.0)
        assert server.client.get("/health/live").status_code == 200


def _list(server: Server) -> int:
    return server.client.get("/api/v1/commands").status_code


def _create(server: Server) -> int:
    return server.create().status_code


@pytest.mark.parametrize("request_once", [_list, _create])
def test_without_database_commands_are_answered_with_503(gated: Gated, request_once: Callable[[Server], int]) -> None:
    server, gates = gated
    assert request_once(server) in {200, 201}
    gates["database"].close()
    assert request_once(server) == 503
    answer = server.create()
    assert answer.json() == {"detail": "the database is not available, try again later"}
    assert answer.headers["Retry-After"] == "5"
    reasons = {line["reason"] for line in server.lines() if line["event"] == "database.unavailable"}
    assert reasons <= {"ConnectionRefusedError", "ConnectionDoesNotExistError"}
    gates["database"].open()
    assert request_once(server) in {200, 201}


async def test_statements_that_hang_do_not_take_the_process_out_of_service(environment: Environment, log: Path) -> None:
    """The pool is used up by requests that wait for a lock; every replica would have such requests."""
    holder = await connect(environment["DATABASE_URL"])
    small = environment | {"DATABASE_POOL_SIZE": "1", "DATABASE_MAX_OVERFLOW": "0"}
    with serving(small, log) as server:
        async with holder.transaction():
            await holder.execute("LOCK TABLE commands")
            waiting = asyncio.create_task(asyncio.to_thread(server.create))
            await asyncio.to_thread(wait_until, partial(query, environment["DATABASE_URL"], BLOCKED))
            answer = await asyncio.to_thread(httpx.get, f"{server.client.base_url}/health/ready")
            assert (answer.status_code, answer.json()) == (200, READY)
        assert (await waiting).status_code == 201
    await holder.close()


async def test_a_connection_lost_in_the_middle_is_answered_with_503(gated: Gated, environment: Environment) -> None:
    server, gates = gated
    url = environment["DATABASE_URL"]
    holder = await connect(url)
    async with holder.transaction():
        await holder.execute("LOCK TABLE commands")
        waiting = asyncio.create_task(asyncio.to_thread(server.create))
        await asyncio.to_thread(wait_until, partial(query, url, BLOCKED))
        gates["database"].close()
        assert (await waiting).status_code == 503
    await holder.close()
