"""The migrations in the backend image, run as they are before a release, on a real PostgreSQL."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest

from tests.images.conftest import Image
from tests.rig.confinement import HARDENED
from tests.rig.containers import ended
from tests.rig.databases import PASSWORD, database_url, postgresql
from tests.rig.docker import docker, inspect
from tests.rig.network import own_network
from tests.rig.plays import ROOT

ALEMBIC = "/opt/venv/bin/alembic"
HEAD = max(file.name[:4] for file in ROOT.glob("backend/alembic/versions/*.py"))


@pytest.fixture(scope="module")
def server(on_the_engine: None) -> Iterator[str]:
    """A PostgreSQL, reached as `database`."""
    del on_the_engine
    with postgresql() as name:
        yield name


def query(server: str, database: str, sql: str) -> str:
    """What the database answers, without headings."""
    ask = ("psql", "--username=sovd", f"--dbname={database}", "--no-align", "--tuples-only", f"--command={sql}")
    return docker("exec", server, *ask)


def alembic(image: str, database: str, *argv: str, password: str = PASSWORD) -> tuple[int, str]:
    """The exit status and the output of alembic in the image, which may write nothing but /tmp."""
    url = f"--env=DATABASE_URL={database_url(database, password)}"
    return ended(image, ALEMBIC, *argv, options=(f"--network={own_network()}", *HARDENED, url))


def test_an_empty_database_is_migrated_once(request: pytest.FixtureRequest, server: str, backend: Image) -> None:
    database = request.node.callspec.params["backend"]
    query(server, "sovd", f"CREATE DATABASE {database}")
    assert inspect(backend.name, "{{.Config.User}}") == "1001:1001"

    status, output = alembic(backend.name, database, "upgrade", "head")
    assert (status, "Running upgrade  -> 0001" in output) == (0, True), output
    assert query(server, database, "SELECT version_num FROM alembic_version") == HEAD
    assert query(server, database, "SELECT count(*) FROM commands") == "0"

    status, output = alembic(backend.name, database, "upgrade", "head")
    assert (status, "Running upgrade" in output) == (0, False), output
    assert alembic(backend.name, database, "current")[1].splitlines()[-1] == f"{HEAD} (head)"
    status, output = alembic(backend.name, database, "check")
    assert (status, "No new upgrade operations detected." in output) == (0, True), output


def test_a_migration_that_cannot_be_made_fails(server: str, slim: Image) -> None:
    query(server, "sovd", "CREATE DATABASE taken")
    query(server, "taken", "CREATE TABLE commands (other integer)")
    status, output = alembic(slim.name, "taken", "upgrade", "head")
    assert (status != 0, 'relation "commands" already exists' in output) == (True, True), output
    assert query(server, "taken", "SELECT to_regclass('alembic_version') IS NULL") == "t"


def test_a_wrong_password_is_refused_and_not_shown(server: str, slim: Image) -> None:
    del server
    wrong = secrets.token_hex(16)
    status, output = alembic(slim.name, "sovd", "upgrade", "head", password=wrong)
    assert (status != 0, "password authentication failed" in output) == (True, True), output
    assert wrong not in output


def test_the_statements_can_be_read_without_a_database(backend: Image) -> None:
    status, sql = alembic(backend.name, "none", "upgrade", "head", "--sql")
    assert status == 0
    assert "CREATE TABLE commands" in sql
    assert "INSERT INTO alembic_version" in sql
