"""A PostgreSQL and a Redis, and the settings by which the application finds them."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from tests.rig.containers import container, output_of, until
from tests.rig.docker import docker

PASSWORD = secrets.token_hex(16)
REDIS_URL = "redis://redis:6379/0"
LONGEST_START = 180  # seconds


def database_url(database: str = "sovd", password: str = PASSWORD) -> str:
    """The address of a database, with the user and the password."""
    return f"postgresql+asyncpg://sovd:{password}@database:5432/{database}"


# What the backend wants to be told, as options of a container.
SETTINGS = (
    f"--env=DATABASE_URL={database_url()}",
    f"--env=REDIS_URL={REDIS_URL}",
    f"--env=JWT_SECRET={secrets.token_hex(32)}",
    "--env=AUTHENTICATION=off",
)
LOGIN = ("--env=POSTGRES_USER=sovd", f"--env=POSTGRES_PASSWORD={PASSWORD}", "--env=POSTGRES_DB=sovd")


@contextmanager
def postgresql(network: str = "") -> Iterator[str]:
    """A PostgreSQL that takes connections, reached as `database`."""
    with container("postgres:trixie", network=network, options=("--network-alias=database", *LOGIN)) as name:
        ready = ("exec", name, "pg_isready", "--host=127.0.0.1", "--username=sovd", "--dbname=sovd")
        until(lambda: "accepting connections" in docker(*ready, check=False), LONGEST_START, name)
        yield name


@contextmanager
def redis(network: str = "") -> Iterator[str]:
    """A Redis that answers, reached as `redis`."""
    with container("redis:bookworm", network=network, options=("--network-alias=redis",)) as name:
        until(lambda: docker("exec", name, "redis-cli", "ping", check=False) == "PONG", LONGEST_START, name)
        yield name


def migrate_and_seed(image: str, options: tuple[str, ...], *, password: str = "") -> None:
    """Make the tables and their first rows by the backend's image; a password lets the users among them log in."""
    python = "/opt/venv/bin/python"
    output_of(image, python, "-m", "alembic", "upgrade", "head", options=options)
    known = (f"--env=SEED_PASSWORD={password}",) if password else ()
    output_of(image, python, "-m", "app.seed", options=(*options, *known))
