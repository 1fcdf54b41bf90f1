"""This release takes over the data of an earlier one, which goes on serving meanwhile, and gives them back."""

from __future__ import annotations

import http.client
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import NamedTuple

import pytest

from tests.images.asking import ask
from tests.images.conftest import Image
from tests.images.served import PATIENCE
from tests.rig.confinement import HARDENED
from tests.rig.containers import container, output_of, until_healthy
from tests.rig.databases import SETTINGS, postgresql, redis
from tests.rig.docker import docker
from tests.rig.images import build
from tests.rig.network import network
from tests.rig.waiting import until

pytestmark = pytest.mark.slow
# The first of the steps that this upgrade takes; the commit before it has the release before.
FIRST_STEP = "backend/alembic/versions/0002_add_request_id_and_actor.py"
ROWS = 10_000
ALEMBIC = ("/opt/venv/bin/python", "-m", "alembic")
FILL = """
    INSERT INTO commands (id, vehicle_id, command, parameters, status, response, created_at)
    SELECT gen_random_uuid(), 'WVWZZZ1JZXW00000' || number % 5, 'of_before', jsonb_build_object('number', number),
    (ARRAY['pending', 'sent', 'completed', 'failed'])[1 + number % 4],
    CASE number % 4 WHEN 2 THEN jsonb_build_object('number', number) END, now() - number * interval '1 s'
    FROM generate_series(1, 10000) AS number
"""
DIGEST = """
    SELECT count(*),
    md5(string_agg(concat_ws('|', id, vehicle_id, parameters, status, response, created_at, updated_at),
    ',' ORDER BY id)) FROM commands WHERE command = 'of_before'
"""
COMMAND = {"vehicle_id": "WVWZZZ1JZXW000001", "command": "read_dtc", "parameters": {}}


class Place(NamedTuple):
    """Where both releases run: a database, and the options of their containers."""

    database: str
    options: tuple[str, ...]

    def query(self, statement: str) -> str:
        """What the database answers, one row a line."""
        words = ("--username=sovd", "--dbname=sovd", "--tuples-only", "--no-align", f"--command={statement}")
        return docker("exec", self.database, "psql", *words)

    def migrate(self, image: str, *words: str) -> None:
        output_of(image, *ALEMBIC, *words, options=self.options)

    @contextmanager
    def serving(self, image: str) -> Iterator[str]:
        """A backend that is healthy."""
        with container(image, network=self.options[0].partition("=")[2], options=self.options[1:]) as name:
            until_healthy(name)
            yield name


@pytest.fixture(scope="module")
def before(root: Path, run: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The image of the release before, by its own Dockerfile."""
    history = root
    if run("git", "rev-parse", "--is-shallow-repository").strip() == "true":
        history = tmp_path_factory.mktemp("history")
        run("git", "clone", "--quiet", "--bare", run("git", "remote", "get-url", "origin").strip(), str(history))
    (added, *_others) = run("git", "log", "--diff-filter=A", "--format=%H", "--", FIRST_STEP, cwd=history).split()
    commits = run("git", "rev-list", "--parents", "--max-count=1", added, cwd=history).split()
    assert len(commits) > 1, "the history of this clone has no release before the first migration of this one"
    archive = subprocess.run(
        ["git", "archive", commits[1], "backend"], cwd=history, stdout=subprocess.PIPE, check=True
    ).stdout
    folder = tmp_path_factory.mktemp("before")
    # Not tarfile, which asks for a filter, and has none before Python 3.11.4.
    subprocess.run(["tar", "--extract", f"--directory={folder}"], input=archive, check=True)
    return build(folder / "backend", "before")


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    """A database and a Redis."""
    with ExitStack() as stack:
        net = stack.enter_context(network("upgrade"))
        database = stack.enter_context(postgresql(net))
        stack.enter_context(redis(net))
        yield Place(database, (f"--network={net}", *HARDENED, *SETTINGS, "--env=WEB_CONCURRENCY=2"))


@contextmanager
def asked_without_a_pause(name: str) -> Iterator[Counter[int]]:
    """Store, list and read commands until the block ends; each has to be answered as on any other day."""
    statuses: Counter[int] = Counter()
    failures: list[str] = []
    enough = Event()

    def ask_on() -> None:
        while not enough.is_set():
            try:
                status, stored = ask(name, "/api/v1/commands", COMMAND)
                statuses[status] += 1
                for path in ("/api/v1/commands?limit=20", f"/api/v1/commands/{stored['id']}"):
                    statuses[ask(name, path)[0]] += 1
            except (OSError, http.client.HTTPException, ValueError, KeyError) as error:
                failures.append(repr(error))

    thread = Thread(target=ask_on, daemon=True)
    thread.start()
    try:
        yield statuses
    finally:
        enough.set()
        thread.join(60)
    assert failures == []
    assert set(statuses) == {200, 201}, statuses


def until_more_are_stored(statuses: Counter[int]) -> None:
    """Wait until some commands more are stored than now."""
    now = statuses[201]
    until(lambda: statuses[201] > now + 5, PATIENCE, lambda: f"nothing more is stored: {statuses}")


def test_both_ways_while_the_release_before_serves(before: str, slim: Image, place: Place) -> None:
    place.migrate(before, "upgrade", "head")
    place.query(FILL)
    first = place.query(DIGEST)
    assert first.startswith(f"{ROWS}|")
    with place.serving(before) as old:
        for step, revision in (("upgrade", "head"), ("downgrade", "0001"), ("upgrade", "head")):
            with asked_without_a_pause(old) as statuses:
                until_more_are_stored(statuses)
                place.migrate(slim.name, step, revision)
                until_more_are_stored(statuses)
            assert place.query(DIGEST) == first, step
        both_know_what_the_other_stores(old, slim.name, place)
    assert place.query(DIGEST) == first


def both_know_what_the_other_stores(old: str, image: str, place: Place) -> None:
    """On the new tables, side by side as while one is rolled out, and after the way back."""
    with place.serving(image) as new:
        status, stored = ask(new, "/api/v1/commands", {**COMMAND, "request_id": "6f0f3a52-3a0e-4b43-9a0e-5d1f6a3e9f10"})
        assert (status, stored["status"], ask(old, f"/api/v1/commands/{stored['id']}")[1]["status"]) == (
            201,
            "queued",
            "pending",
        )
        _status, other = ask(old, "/api/v1/commands", COMMAND)
        found = ask(new, f"/api/v1/commands/{other['id']}")[1]
        assert (found["status"], found["actor"]) == ("queued", "anonymous")
        answered = place.query("SELECT id FROM commands WHERE command = 'of_before' AND response IS NOT NULL LIMIT 1")
        parts = ask(new, f"/api/v1/commands/{answered}/parts")[1]["items"]
        assert [part["body"] for part in parts] == [ask(old, f"/api/v1/commands/{answered}")[1]["response"]]
    place.migrate(image, "downgrade", "0001")
    assert ask(old, f"/api/v1/commands/{stored['id']}")[0] == 200
