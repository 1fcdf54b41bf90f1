"""A real PostgreSQL and a real Redis, a fresh database, and the application serving on both."""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy.engine import URL, make_url

from tests.containers import POSTGRES_IMAGE, REDIS_IMAGE, running
from tests.database import query
from tests.server import Server, run, serving

Environment = dict[str, str]
# Of all users that the seed makes.
PASSWORD = secrets.token_hex(16)


@pytest.fixture(scope="session")
def postgres() -> Iterator[URL]:
    """The address of a PostgreSQL server on which databases may be created."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield make_url(given)
        return
    user, password = "sovd", secrets.token_hex(16)
    settings = {"POSTGRES_USER": user, "POSTGRES_PASSWORD": password, "POSTGRES_DB": "sovd"}
    ready = ["pg_isready", "--host=127.0.0.1", f"--username={user}"]
    with running("postgres", POSTGRES_IMAGE, 5432, ready, settings) as address:
        yield make_url(f"postgresql+asyncpg://{user}:{password}@{address}/sovd")


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """The address of a Redis server."""
    if given := os.environ.get("TEST_REDIS_URL"):
        yield given
        return
    with running("redis", REDIS_IMAGE, 6379, ["redis-cli", "ping"], {}) as address:
        yield f"redis://{address}/0"


@pytest.fixture(scope="session")
def new_database(postgres: URL) -> Iterator[Callable[[], str]]:
    """`new_database()` creates an empty database and gives its URL; all are dropped at the end."""
    server = postgres.render_as_string(hide_password=False)
    with ExitStack() as drops:

        def create() -> str:
            name = f"sovd_test_{secrets.token_hex(6)}"
            query(server, f"CREATE DATABASE {name}")
            drops.callback(query, server, f"DROP DATABASE {name} WITH (FORCE)")
            return postgres.set(database=name).render_as_string(hide_password=False)

        yield create


@pytest.fixture(scope="session")
def environment(new_database: Callable[[], str], redis_url: str) -> Environment:
    """What the application needs, with a migrated database."""
    database_url = new_database()
    migration = run("alembic", "upgrade", "head", environment={"DATABASE_URL": database_url})
    assert migration.returncode == 0, migration.stdout + migration.stderr
    seeded = run("app.seed", environment={"DATABASE_URL": database_url, "SEED_PASSWORD": PASSWORD})
    assert seeded.returncode == 0, seeded.stdout + seeded.stderr
    return {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "JWT_SECRET": secrets.token_hex(32),
        "AUTHENTICATION": "off",
    }


@pytest.fixture(scope="session")
def server(environment: Environment, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The application in production settings, with two workers."""
    with serving(environment, tmp_path_factory.mktemp("server") / "log", workers=2) as running_server:
        yield running_server


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A file for the log of a server that one test starts."""
    return tmp_path / "server.log"
