"""Who acts: the bearer token's subject is in the log, and a token that does not hold is refused."""

import secrets
import time
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from jose import jwt
from websockets.exceptions import InvalidStatus

from app.auth.origin import is_own_or_named
from tests.conftest import Environment
from tests.database import query
from tests.server import Server, serving

BODY = {"vehicle_id": "WVWZZZ1JZXW000001", "command": "read_dtc"}
SOON = int(time.time()) + 600


def created_by(server: Server, token: str) -> tuple[int, Any]:
    answer = server.client.post("/api/v1/commands", json=BODY, headers={"Authorization": f"Bearer {token}"})
    identity = answer.headers["X-Request-ID"]
    server.logged(event="request", request_id=identity)
    lines = [line for line in server.lines() if line.get("request_id") == identity]
    return answer.status_code, next((line["actor"] for line in lines if line["event"] == "command.created"), None)


def test_a_good_token_names_the_actor(server: Server, environment: Environment) -> None:
    token = jwt.encode({"sub": "ada", "exp": SOON}, environment["JWT_SECRET"])
    assert created_by(server, token) == (201, "ada")
    assert query(environment["DATABASE_URL"], "SELECT FROM commands WHERE actor = 'ada'")


def test_without_a_token_the_actor_is_anonymous(server: Server) -> None:
    command = server.create().json()
    assert server.logged(event="command.created", command_id=command["id"])["actor"] == "anonymous"
    assert command["actor"] == "anonymous"


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "ada", "exp": 1},
        {"exp": SOON},
        {"sub": "ada"},
        {"sub": 7, "exp": SOON},
        {"sub": "", "exp": SOON},
        {"sub": "a" * 256, "exp": SOON},
        {"sub": "a\0", "exp": SOON},
    ],
    ids=str,
)
def test_expired_and_incomplete_tokens_are_refused(
    server: Server, environment: Environment, claims: dict[str, Any]
) -> None:
    assert created_by(server, jwt.encode(claims, environment["JWT_SECRET"])) == (401, None)


def test_forged_tokens_are_refused(server: Server, environment: Environment) -> None:
    claims = {"sub": "ada", "exp": SOON}
    unsigned = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0." + jwt.encode(claims, "x").split(".")[1] + "."
    forged = [
        jwt.encode(claims, secrets.token_hex(32)),
        jwt.encode(claims, environment["JWT_SECRET"], algorithm="HS512"),
        unsigned,
        "nonsense",
    ]
    assert [created_by(server, token) for token in forged] == [(401, None)] * len(forged)


def test_a_refusal_says_what_is_wanted(server: Server) -> None:
    answer = server.client.post("/api/v1/commands", json=BODY, headers={"Authorization": "Bearer nonsense"})
    assert (answer.headers["WWW-Authenticate"], answer.json()["detail"]) == ("Bearer", "the bearer token is not valid")


@pytest.fixture(scope="module")
def guarded(environment: Environment, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server as it is without a word about authentication."""
    settings = {name: value for name, value in environment.items() if name != "AUTHENTICATION"}
    named = {"CORS_ORIGINS": "https://named.example"}
    with serving(settings | named, tmp_path_factory.mktemp("guarded") / "log") as server:
        yield server


@pytest.fixture
def token(environment: Environment) -> str:
    return jwt.encode({"sub": "ada", "exp": SOON}, environment["JWT_SECRET"])


REQUESTS = [
    ("POST", "/api/v1/commands"),
    ("GET", "/api/v1/commands"),
    ("GET", f"/api/v1/commands/{uuid.uuid4()}"),
    ("GET", "/api/openapi.json"),
]


@pytest.mark.parametrize(("method", "path"), REQUESTS)
def test_nothing_is_answered_without_a_token_unless_that_is_off_by_name(
    guarded: Server, server: Server, token: str, method: str, path: str
) -> None:
    def ask(asked: Server, **headers: str) -> int:
        return asked.client.request(method, path, headers=headers, json=BODY if method == "POST" else None).status_code

    allowed = ask(guarded, Authorization=f"bearer {token}")
    assert allowed in {200, 201, 404}
    assert (ask(guarded), ask(guarded, Authorization="Basic x"), ask(guarded, Authorization=token)) == (401, 401, 401)
    assert (ask(server), ask(server, Authorization="Basic x")) == (allowed, 401)


def test_probes_ask_for_no_token(guarded: Server) -> None:
    answers = [guarded.client.get(path).status_code for path in ("/health/live", "/health/ready", "/metrics")]
    assert answers == [200, 200, 200]


def handshake(server: Server, **options: Any) -> int:
    """The status of the answer to a handshake, 101 when it succeeds."""
    try:
        with server.stream(**options):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


def test_a_stream_asks_for_a_token(guarded: Server, token: str) -> None:
    forged = jwt.encode({"sub": "ada", "exp": SOON}, secrets.token_hex(32))
    assert handshake(guarded) == 401
    assert handshake(guarded, additional_headers={"Authorization": f"Bearer {forged}"}) == 401
    assert handshake(guarded, subprotocols=["sovd.bearer", forged]) == 401
    assert handshake(guarded, subprotocols=["sovd.bearer"]) == 401
    assert handshake(guarded, additional_headers={"Authorization": f"Bearer {token}"}) == 101
    with guarded.stream(subprotocols=["sovd.bearer", token]) as stream:
        assert stream.subprotocol == "sovd.bearer"
    assert token not in guarded.log.read_text()


def test_a_page_of_another_site_may_not_listen(guarded: Server, token: str) -> None:
    url = guarded.client.base_url
    allowed = {"Authorization": f"Bearer {token}"}
    own = [f"http://{url.host}:{url.port}", f"https://{url.host}:{url.port}", "https://named.example"]
    others = ["https://evil.example", f"http://{url.host}", f"http://{url.host}:1", "http://named.example", "null"]
    assert [handshake(guarded, origin=origin, additional_headers=allowed) for origin in own] == [101] * 3
    assert [handshake(guarded, origin=origin, additional_headers=allowed) for origin in others] == [403] * 5


@pytest.mark.parametrize(
    ("origin", "host", "expected"),
    [
        ("https://sovd.example", "sovd.example", True),
        ("https://sovd.example", "SOVD.example:443", True),
        ("http://sovd.example:80", "sovd.example", True),
        ("https://[::1]:8443", "[::1]:8443", True),
        ("https://sovd.example", "sovd.example:80", False),
        ("https://sovd.example:8443", "sovd.example", False),
        ("https://sovd.example.evil", "sovd.example", False),
        ("https://evil@sovd.example:x", "sovd.example", False),
        ("file://sovd.example", "sovd.example", False),
        ("", "", False),
    ],
)
def test_an_origin_is_own_by_host_and_port(origin: str, host: str, expected: bool) -> None:
    assert is_own_or_named(origin, host, []) is expected
