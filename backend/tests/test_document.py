"""The API's description says what is true: it is the committed one, and its patterns and answers are the server's."""

import json
import re
from typing import Any

import pytest

from tests.server import BACKEND, Server

COMMITTED = BACKEND / "tests" / "openapi.json"
CATALOG = BACKEND / "tests" / "catalog.json"
PATHS = ("/api/v1/commands", "/api/v1/commands/{command_id}", "/api/v1/login")


@pytest.fixture(scope="module")
def document(server: Server) -> dict[str, Any]:
    found: dict[str, Any] = server.client.get("/api/openapi.json").json()
    return found


def test_it_is_the_committed_one(document: dict[str, Any]) -> None:
    """The page's tests have a copy. `curl HOST:PORT/api/openapi.json | python -m json.tool --indent 2` makes both."""
    assert json.loads(COMMITTED.read_text(encoding="utf-8")) == document


def test_the_catalogue_is_the_committed_one(server: Server) -> None:
    """The page's tests have a copy of this, too, made in the same way of `/api/v1/catalog`."""
    assert json.loads(CATALOG.read_text(encoding="utf-8")) == server.client.get("/api/v1/catalog").json()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(
            ("vehicle_id", value)
            for value in ("WVWZZZ1JZXW000001", " wvwzzz1jzxw\t", "WVWZZZ1JZX", "WVWZZZ1JZXWO", "", "\u00df" * 11)
        ),
        *(("vehicle_id", value) for value in ("1" * 17, "1" * 18, "WVWZZZ1JZXW\u00a0", "W" * 11 + "\n")),
        *(
            ("command", value)
            for value in ("x", " x ", "-x", "x" * 100, "x" * 101, "x" + " " * 200, "\u00e9", "", " ", "a\nb")
        ),
    ],
)
def test_its_patterns_are_those_of_the_server(server: Server, document: dict[str, Any], field: str, value: str) -> None:
    pattern = document["components"]["schemas"]["CommandCreate"]["properties"][field]["pattern"]
    # Not `$` of Python, which an end of line may follow; that of JSON Schema is the end.
    described = re.search(pattern.replace("$", r"\Z"), value) is not None
    assert (not is_malformed(server, field, **{field: value})) == described


def is_malformed(server: Server, field: str, **changes: Any) -> bool:
    """Whether the server refuses a field for its form, and not since it knows no such vehicle, command or parameter."""
    answer = server.create(**changes)
    problems = answer.json()["detail"] if answer.status_code == 422 else []
    known = ("there is no", "Extra inputs")
    return any(one["loc"][1] == field and not one["msg"].startswith(known) for one in problems)


def test_its_limits_of_numbers_are_those_of_the_server(server: Server, document: dict[str, Any]) -> None:
    number = next(one for one in document["components"]["schemas"]["JsonValue"]["anyOf"] if one["type"] == "number")
    assert not is_malformed(server, "parameters", parameters={"a": [number["minimum"], number["maximum"]]})
    for beyond in (number["minimum"] - 1, number["maximum"] + 1, float(number["maximum"]) * 2):
        assert is_malformed(server, "parameters", parameters={"a": beyond})


def test_all_answers_are_in_it(document: dict[str, Any]) -> None:
    answers = {
        (method, path): set(operation["responses"])
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if path in PATHS
    }
    everywhere = {"200", "401", "422", "500", "503"}
    assert answers == {
        ("post", PATHS[0]): everywhere | {"201", "400", "409"},
        ("get", PATHS[0]): everywhere | {"404"},
        ("get", PATHS[1]): everywhere | {"404"},
        ("post", PATHS[2]): everywhere | {"400", "429"},
    }


def test_a_method_that_is_not_allowed_is_told_all_that_are(server: Server) -> None:
    answer = server.client.delete(PATHS[0])
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, POST")
