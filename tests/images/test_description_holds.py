"""The production image answers as its description says, whatever schemathesis makes of it."""

from __future__ import annotations

import json
import os
import re
import secrets
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.images.asking import ask
from tests.images.conftest import Image
from tests.rig.confinement import HARDENED
from tests.rig.containers import container, until_healthy
from tests.rig.databases import SETTINGS, migrate_and_seed, postgresql, redis
from tests.rig.locked_venv import locked_venv
from tests.rig.network import address, network

pytestmark = pytest.mark.slow
PASSWORD = secrets.token_hex(12)
# The same requests in each run; a busy machine may be slow.
OPTIONS = (
    *("--generation-deterministic", "--max-examples=25"),
    *("--workers=1", "--request-timeout=180", "--suppress-health-check=all", "--no-color"),
)
STORING = "create_command_api_v1_commands_post"
# Operations, and what is asked of them. A schema cannot tell which vehicles are in a table, so a command that
# holds by it may be refused all the same; the description says so in words.
SHARES = {
    "all but storing": (8, (f"--exclude-operation-id={STORING}",)),
    "storing": (1, (f"--include-operation-id={STORING}", "--exclude-checks=positive_data_acceptance")),
}


class Asked(NamedTuple):
    """A backend, and the token of somebody who may ask all that it answers."""

    address: str
    token: str


@pytest.fixture(scope="module")
def asked(slim: Image) -> Iterator[Asked]:
    """A backend as in production, with users, vehicles and commands."""
    with ExitStack() as stack:
        net = stack.enter_context(network("description"))
        stack.enter_context(postgresql(net))
        stack.enter_context(redis(net))
        settings = (*(each for each in SETTINGS if "AUTHENTICATION" not in each), "--env=LOGIN_ATTEMPTS=10000")
        confined = (f"--network={net}", *HARDENED, *settings)
        migrate_and_seed(slim.name, confined, password=PASSWORD)
        name = stack.enter_context(container(slim.name, network=net, options=(*HARDENED, *settings)))
        until_healthy(name)
        _status, login = ask(name, "/api/v1/login", {"username": "technician", "password": PASSWORD})
        yield Asked(f"http://{address(name)}:8000", login["access_token"])


@pytest.fixture(scope="module")
def schemathesis(root: Path) -> Path:
    """The program, from its lock."""
    python = locked_venv(root / "build" / "schemathesis", root / "requirements" / "schemathesis.txt")
    return python.with_name("schemathesis")


def told_by(program: Path, asked: Asked, folder: Path, document: str, *options: str) -> tuple[int, str]:
    """How a run of schemathesis ended, and what it printed."""
    argv = [str(program), "run", document, f"--url={asked.address}", f"--header=Authorization: Bearer {asked.token}"]
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    done = subprocess.run(
        [*argv, *OPTIONS, *options], cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, check=False, timeout=1800,
    )  # fmt: skip
    return done.returncode, done.stdout


@pytest.mark.parametrize("share", SHARES)
def test_each_answer_is_described(share: str, asked: Asked, schemathesis: Path, tmp_path: Path) -> None:
    operations, options = SHARES[share]
    code, printed = told_by(schemathesis, asked, tmp_path, f"{asked.address}/api/openapi.json", *options)
    assert code == 0, printed[-8000:]
    counted = re.search(r"Tested: (\d+)\b.*\b(\d+) generated, (\d+) passed", printed, re.DOTALL)
    assert counted, printed[-8000:]
    tested, generated, passed = map(int, counted.groups())
    assert (tested, passed) == (operations, generated)
    assert generated > 50


def test_a_description_that_is_not_true_is_noticed(
    asked: Asked, schemathesis: Path, root: Path, tmp_path: Path
) -> None:
    document = json.loads((root / "backend" / "tests" / "openapi.json").read_text(encoding="utf-8"))
    document["components"]["schemas"]["VehicleRead"]["required"].append("colour")
    lie = tmp_path / "openapi.json"
    lie.write_text(json.dumps(document), encoding="utf-8")
    code, printed = told_by(schemathesis, asked, tmp_path, str(lie), "--include-path=/api/v1/vehicles")
    assert (code, '"colour" is a required property' in printed) == (1, True), printed[-8000:]
