"""Migrations: up, down, in step with the models, and one process at a time."""

import asyncio
import subprocess
import sys
from collections.abc import Callable

import asyncpg
import pytest

from app.commands.models import CommandStatus
from tests.database import connect, query
from tests.server import BACKEND, run

# What `alembic/env.py` takes; a release that used another number would not wait for this one.
LOCK = 7_306_384_101
COLUMNS = "SELECT column_name FROM information_schema.columns WHERE table_name = 'commands'"
OF_THE_FIRST_RELEASE = (
    "SELECT id, vehicle_id, command, parameters, status, created_at FROM commands ORDER BY created_at, id"
)
MANY = (
    "INSERT INTO commands (id, vehicle_id, command, parameters, status) "
    "SELECT gen_random_uuid(), 'WVWZZZ1JZXW000001', 'x', '{}', 'pending' FROM generate_series(1, $1::int)"
)
INSERT = (
    "INSERT INTO commands (id, vehicle_id, command, parameters, state) "
    "VALUES (gen_random_uuid(), 'WVWZZZ1JZXW000001', 'x', '{}', $1)"
)
# What the release before can read, and writes.
OF_THE_RELEASE_BEFORE = (
    "SELECT id, vehicle_id, command, parameters, status, response, created_at, updated_at, request_id, actor "
    "FROM commands ORDER BY created_at, id"
)
# As 10,000 commands with each state that the release before knows, and responses.
OLD = """
    INSERT INTO commands (id, vehicle_id, command, parameters, status, response, created_at)
    SELECT gen_random_uuid(), 'WVWZZZ1JZXW00000' || number % 5, 'x', '{}',
    (ARRAY['pending', 'sent', 'completed', 'failed'])[1 + number % 4],
    CASE number % 4 WHEN 2 THEN jsonb_build_object('number', number) END, now() - number * interval '1 s'
    FROM generate_series(1, $1::int) AS number
"""
STATES = {"queued": "pending", "sent": "sent", "running": "sent", "completed": "completed", "failed": "failed"}


def alembic(url: str, *arguments: str) -> str:
    done = run("alembic", *arguments, environment={"DATABASE_URL": url})
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_up_down_and_up_again(new_database: Callable[[], str]) -> None:
    url = new_database()
    assert "Running upgrade  -> 0001" in alembic(url, "upgrade", "head")
    assert {record["column_name"] for record in query(url, COLUMNS)} >= {"id", "vehicle_id", "status", "response"}
    alembic(url, "downgrade", "base")
    assert query(url, COLUMNS) == []
    alembic(url, "upgrade", "head")
    assert query(url, "SELECT version_num FROM alembic_version")[0]["version_num"] == "0004"


def test_what_is_stored_outlives_each_step_and_its_way_back(new_database: Callable[[], str]) -> None:
    url = new_database()
    alembic(url, "upgrade", "0001")
    query(url, MANY, 10_000)
    before = query(url, OF_THE_FIRST_RELEASE)
    alembic(url, "upgrade", "head")
    # What the release before goes on storing while this one is rolled out.
    query(url, MANY, 1)
    assert query(url, "SELECT count(*) FROM commands WHERE actor = 'anonymous' AND request_id IS NULL")[0][0] == 10_001
    alembic(url, "downgrade", "0001")
    assert query(url, OF_THE_FIRST_RELEASE)[:10_000] == before
    alembic(url, "upgrade", "head")
    assert query(url, "SELECT count(*) FROM commands")[0][0] == 10_001


def test_old_commands_keep_their_meaning_in_the_new_tables(new_database: Callable[[], str]) -> None:
    url = new_database()
    alembic(url, "upgrade", "0002")
    query(url, OLD, 10_000)
    before = query(url, OF_THE_RELEASE_BEFORE)
    for step in ("0003", "0004"):
        alembic(url, "upgrade", step)
        assert query(url, OF_THE_RELEASE_BEFORE) == before, step
    counted = query(url, "SELECT status, state, count(*) FROM commands GROUP BY status, state ORDER BY status")
    assert [tuple(row) for row in counted] == [
        ("completed", "completed", 2500),
        ("failed", "failed", 2500),
        ("pending", "queued", 2500),
        ("sent", "sent", 2500),
    ]
    assert [row["id"] for row in query(url, "SELECT id FROM vehicles ORDER BY id")] == [
        f"WVWZZZ1JZXW00000{number}" for number in range(5)
    ]
    unlike = "SELECT FROM commands LEFT JOIN parts ON command_id = id WHERE response IS DISTINCT FROM body"
    assert query(url, unlike) == []
    assert query(url, "SELECT count(*) FROM parts WHERE sequence = 1 AND final")[0][0] == 2500
    for step in ("0003", "0002"):
        alembic(url, "downgrade", step)
        assert query(url, OF_THE_RELEASE_BEFORE) == before, step
    alembic(url, "upgrade", "head")
    assert query(url, OF_THE_RELEASE_BEFORE) == before


def test_both_releases_see_what_the_other_stores(new_database: Callable[[], str]) -> None:
    url = new_database()
    alembic(url, "upgrade", "head")
    query(url, OLD, 4)
    states = "SELECT array_agg(state ORDER BY created_at DESC) FROM commands"
    assert query(url, states)[0][0] == ["sent", "completed", "failed", "queued"]
    query(url, "UPDATE commands SET status = 'completed' WHERE status = 'pending'")
    assert query(url, states)[0][0] == ["sent", "completed", "failed", "completed"]
    query(url, "TRUNCATE commands CASCADE")
    for state, status in {**STATES, "timed_out": "failed"}.items():
        query(url, INSERT, state)
        assert query(url, "SELECT status FROM commands WHERE state = $1", state)[0][0] == status
        query(url, "TRUNCATE commands CASCADE")
    query(url, INSERT, "queued")
    for state, status in STATES.items():
        query(url, "UPDATE commands SET state = $1", state)
        assert query(url, "SELECT status FROM commands")[0][0] == status


def test_the_last_part_outlives_the_way_back(new_database: Callable[[], str]) -> None:
    url = new_database()
    alembic(url, "upgrade", "head")
    query(url, INSERT, "completed")
    add = "INSERT INTO parts (command_id, sequence, body, final) SELECT id, $1::int, $2, $3 FROM commands"
    query(url, add, 1, '{"step": 1}', False)
    query(url, add, 2, '{"step": 2}', True)
    alembic(url, "downgrade", "0002")
    assert query(url, "SELECT response FROM commands")[0][0] == '{"step": 2}'


async def test_a_step_that_waits_for_a_table_gives_up_soon(new_database: Callable[[], str]) -> None:
    """Behind it, all requests would wait."""
    url = await asyncio.to_thread(new_database)
    await asyncio.to_thread(alembic, url, "upgrade", "0001")
    holder = await connect(url)
    async with holder.transaction():
        await holder.execute("SELECT FROM commands")
        refused = await asyncio.to_thread(run, "alembic", "upgrade", "head", environment={"DATABASE_URL": url})
    await holder.close()
    assert (refused.returncode, "lock timeout" in refused.stderr) == (1, True), refused.stderr
    await asyncio.to_thread(alembic, url, "upgrade", "head")


async def test_an_upgrade_does_not_wait_for_ever(new_database: Callable[[], str]) -> None:
    url = await asyncio.to_thread(new_database)
    holder = await connect(url)
    await holder.fetch("SELECT pg_advisory_lock($1)", LOCK)
    settings = {"DATABASE_URL": url, "MIGRATION_PATIENCE": "1"}
    refused = await asyncio.to_thread(run, "alembic", "upgrade", "head", environment=settings)
    await holder.close()
    assert refused.returncode == 1
    assert "alembic: another process has been migrating this database for 1 s, longer than" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_migrations_and_models_agree(new_database: Callable[[], str]) -> None:
    url = new_database()
    alembic(url, "upgrade", "head")
    assert "No new upgrade operations detected" in alembic(url, "check")


def test_the_table_takes_each_status_and_no_other(new_database: Callable[[], str]) -> None:
    url = new_database()
    alembic(url, "upgrade", "head")
    for status in CommandStatus:
        query(url, INSERT, status.value)
    with pytest.raises(asyncpg.CheckViolationError, match="ck_commands_status"):
        query(url, INSERT, "unknown")


async def test_an_upgrade_waits_for_another_to_end(new_database: Callable[[], str]) -> None:
    url = await asyncio.to_thread(new_database)
    holder = await connect(url)
    await holder.fetch("SELECT pg_advisory_lock($1)", LOCK)
    upgrade = await asyncio.to_thread(start_upgrade, url)
    with pytest.raises(subprocess.TimeoutExpired):
        await asyncio.to_thread(upgrade.wait, 4)
    assert await holder.fetch(COLUMNS) == []
    await holder.close()
    assert await asyncio.to_thread(upgrade.wait, 300) == 0
    assert await asyncio.to_thread(query, url, COLUMNS)


def test_upgrades_that_start_together_all_succeed(new_database: Callable[[], str]) -> None:
    url = new_database()
    upgrades = [start_upgrade(url) for _ in range(3)]
    assert [upgrade.wait(60) for upgrade in upgrades] == [0, 0, 0]


def start_upgrade(url: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "alembic", "upgrade", "head"],
        cwd=BACKEND,
        env={"DATABASE_URL": url},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def test_sql_can_be_written_without_a_database() -> None:
    url = "postgresql+asyncpg://sovd:Vx31@127.0.0.1:9/sovd"
    assert "CREATE TABLE commands" in alembic(url, "upgrade", "head", "--sql")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({}, "alembic: DATABASE_URL is not set"),
        ({"DATABASE_URL": "postgresql+asyncpg://sovd:changeme@db/sovd"}, "alembic: DATABASE_URL has a placeholder"),
    ],
)
def test_a_bad_address_is_refused(settings: dict[str, str], message: str) -> None:
    refused = run("alembic", "upgrade", "head", environment=settings)
    assert refused.returncode == 1
    assert message in refused.stderr
    assert "Traceback" not in refused.stderr
