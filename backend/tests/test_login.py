"""The login, from a password to a token that opens the rest, and its limit."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import redis

from app.auth.attempts import WINDOW_SECONDS, source_of
from tests.conftest import PASSWORD, Environment
from tests.database import query
from tests.gate import gate_before
from tests.server import Server, run, serving

LOGIN = "/api/v1/login"
WRONG = "wrong"
GOOD = {"username": "technician", "password": PASSWORD}


@pytest.fixture(scope="module")
def guarded(environment: Environment, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The application with tokens asked for, two workers, three attempts a minute, and a proxy at 127.0.0.1."""
    settings = environment | {"AUTHENTICATION": "required", "LOGIN_ATTEMPTS": "3", "FORWARDED_ALLOW_IPS": "127.0.0.1"}
    with serving(settings, tmp_path_factory.mktemp("login") / "log", workers=2) as server:
        yield server


@pytest.fixture(autouse=True)
def forgotten_attempts(redis_url: str) -> None:
    """No test counts what another has tried."""
    with redis.Redis.from_url(redis_url) as client:
        for key in client.scan_iter("sovd:*:logins:*"):
            client.delete(key)


def log_in(server: Server, client: str, **changes: str) -> httpx.Response:
    """Log in from an address that the proxy tells; each test has addresses of its own."""
    return server.client.post(LOGIN, json=GOOD | changes, headers={"X-Forwarded-For": client})


def test_a_password_gives_a_token_that_opens_the_rest(guarded: Server) -> None:
    answer = log_in(guarded, "192.0.2.1")
    assert answer.status_code == 200, answer.text
    token = answer.json()
    assert (token["token_type"], token["expires_in"]) == ("bearer", 28_800)
    headers = {"Authorization": f"Bearer {token['access_token']}"}
    for path in ("commands", "vehicles", "catalog"):
        assert guarded.client.get(f"/api/v1/{path}").status_code == 401
        assert guarded.client.get(f"/api/v1/{path}", headers=headers).status_code == 200
    body = {"vehicle_id": "WVWZZZ1JZXW000001", "command": "read_dtc"}
    assert guarded.client.post("/api/v1/commands", json=body, headers=headers).json()["actor"] == "technician"


@pytest.mark.parametrize(
    ("client", "changes"),
    [
        ("192.0.2.2", {"password": "wrong"}),
        ("192.0.2.3", {"username": "nobody"}),
        ("192.0.2.4", {"password": PASSWORD + "x" * 72}),
        ("192.0.2.5", {"password": PASSWORD + "\0"}),
    ],
)
def test_what_does_not_hold_is_refused_alike(guarded: Server, client: str, changes: dict[str, str]) -> None:
    answer = log_in(guarded, client, **changes)
    assert (answer.status_code, answer.json()) == (401, {"detail": "the user name or the password is wrong"})
    assert "access_token" not in answer.text


def test_attempts_are_limited_by_the_address_that_the_proxy_tells(guarded: Server) -> None:
    statuses = [log_in(guarded, "192.0.2.9", password=WRONG).status_code for _ in range(3)]
    assert statuses == [401] * 3
    refused = log_in(guarded, "192.0.2.9")
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= WINDOW_SECONDS
    assert log_in(guarded, "192.0.2.10").status_code == 200
    assert guarded.logged(event="login.limited", client="192.0.2.9")


def test_without_redis_a_process_counts_alone(environment: Environment, log: Path) -> None:
    settings = environment | {"LOGIN_ATTEMPTS": "2"}
    with gate_before(environment["REDIS_URL"]) as (gate, url), serving(settings | {"REDIS_URL": url}, log) as server:
        gate.freeze()
        started = time.monotonic()
        statuses = [log_in(server, "192.0.2.20").status_code for _ in range(3)]
        gate.thaw()
    assert statuses == [200, 200, 429]
    assert time.monotonic() - started < 20


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("", "unknown"),
        ("a:b\r\n", "unknown"),
    ],
)
def test_what_counts_as_one_client(address: str, source: str) -> None:
    assert source_of(address) == source


def test_the_seed_makes_what_is_missing_and_no_more(environment: Environment) -> None:
    url = environment["DATABASE_URL"]
    assert run("app.seed", environment={"DATABASE_URL": url}).stdout == "nothing to make, all is there\n"
    query(url, "DELETE FROM users WHERE name = 'engineer'")
    made = run("app.seed", environment={"DATABASE_URL": url}).stdout
    assert made.startswith("made user engineer with the password ")
    hashes = query(url, "SELECT password_hash FROM users")
    assert all(row["password_hash"].startswith("$2b$12$") for row in hashes)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"SEED_PASSWORD": "short"}, "seed: SEED_PASSWORD has less than 12"),
        ({"SEED_PASSWORD": "x" * 73}, "seed: SEED_PASSWORD has less than 12 or more than 72 bytes"),
        ({"VEHICLE_ADDRESS": "vehicle:8000"}, "seed: VEHICLE_ADDRESS is no address: use http://HOST:PORT"),
        ({"DATABASE_URL": "postgresql+asyncpg://sovd:Vx31@127.0.0.1:9/sovd"}, "seed: the database cannot be used"),
    ],
)
def test_a_seed_that_cannot_be_is_refused(environment: Environment, settings: dict[str, str], message: str) -> None:
    refused = run("app.seed", environment={"DATABASE_URL": environment["DATABASE_URL"]} | settings)
    assert refused.returncode == 1
    assert message in refused.stderr
    assert "Traceback" not in refused.stderr
