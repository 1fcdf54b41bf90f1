"""Who acts: the bearer token's subject is in the log, and a token that does not hold is refused."""

import secrets
import time
from typing import Any

import pytest
from jose import jwt

from tests.conftest import Environment
from tests.server import Server

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


def test_without_a_token_the_actor_is_anonymous(server: Server) -> None:
    command = server.create().json()
    assert server.logged(event="command.created", command_id=command["id"])["actor"] == "anonymous"


@pytest.mark.parametrize(
    "claims", [{"sub": "ada", "exp": 1}, {"exp": SOON}, {"sub": "ada"}, {"sub": 7, "exp": SOON}], ids=str
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
