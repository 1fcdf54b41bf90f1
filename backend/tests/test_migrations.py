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
INSERT = "INSERT INTO commands VALUES (gen_random_uuid(), 'WVWZZZ1JZXW000001', 'x', '{}', $1)"


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
    assert query(url, "SELECT version_num FROM alembic_version")[0]["version_num"] == "0001"


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
    assert await asyncio.to_thread(upgrade.wait, 30) == 0
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
