"""The commands resource."""

import uuid
from typing import Any

import pytest

from tests.server import Server

COMMANDS = "/api/v1/commands"


def test_a_created_command_comes_back_as_stored(server: Server) -> None:
    created = server.create(vehicle_id=" wvwzzz1jzxw000002 ", command="read_dtc", parameters={"ecu": ["é", 1.5, None]})
    assert created.status_code == 201
    command = created.json()
    assert set(command) == {
        "id", "vehicle_id", "command", "parameters", "status", "response", "created_at", "updated_at"
    }  # fmt: skip
    assert command["vehicle_id"] == "WVWZZZ1JZXW000002"
    assert command["parameters"] == {"ecu": ["é", 1.5, None]}
    assert (command["status"], command["response"]) == ("pending", None)
    assert command["created_at"].endswith("Z")
    assert server.client.get(f"{COMMANDS}/{command['id']}").json() == command


def test_the_list_is_newest_first_and_paged(server: Server) -> None:
    before = server.client.get(COMMANDS).json()["total"]
    ids = [server.create(command=f"step {number}").json()["id"] for number in range(3)]
    first = server.client.get(COMMANDS, params={"limit": 2}).json()
    second = server.client.get(COMMANDS, params={"limit": 1, "offset": 2}).json()
    assert [command["id"] for command in first["items"] + second["items"]] == ids[::-1]
    assert first["total"] == second["total"] == before + 3


def test_parameters_may_be_left_out(server: Server) -> None:
    created = server.client.post(COMMANDS, json={"vehicle_id": "WVWZZZ1JZXW000001", "command": "clear_dtc"})
    assert (created.status_code, created.json()["parameters"]) == (201, {})


def test_an_unknown_command_is_not_found(server: Server) -> None:
    wanted = uuid.uuid4()
    answer = server.client.get(f"{COMMANDS}/{wanted}")
    assert (answer.status_code, answer.json()) == (404, {"detail": f"there is no command {wanted}"})


@pytest.mark.parametrize(
    ("changes", "place", "message"),
    [
        ({"vehicle_id": "SHORT"}, "vehicle_id", "11 to 17 capital letters and digits, without I, O and Q"),
        ({"vehicle_id": "WVWZZZ1JZXW00000O"}, "vehicle_id", "without I, O and Q"),
        ({"vehicle_id": "WVWZZZ1JZXW0000011"}, "vehicle_id", "11 to 17"),
        ({"vehicle_id": None}, "vehicle_id", "valid string"),
        ({"command": ""}, "command", "1 to 100"),
        ({"command": "x" * 101}, "command", "1 to 100"),
        ({"command": "read\ndtc"}, "command", "1 to 100"),
        ({"parameters": []}, "parameters", "valid dictionary"),
        ({"parameters": {"a": "x" * 16_385}}, "parameters", "at most 16384 are allowed"),
        ({"parameters": {"a": "\x00"}}, "parameters", "the character NUL"),
        ({"status": "completed"}, "status", "not permitted"),
    ],
)
def test_bad_input_is_refused(server: Server, changes: dict[str, Any], place: str, message: str) -> None:
    answer = server.create(**changes)
    assert answer.status_code == 422
    (problem,) = answer.json()["detail"]
    assert problem["loc"] == ["body", place]
    assert message in problem["msg"]


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ('{"a": NaN}', 422),
        ('{"a": 1e999}', 422),
        ('{"a": "\\ud800"}', 422),
        ('{"a": ' + "[" * 300 + "]" * 300 + "}", 422),
        ('{"a": ' + "[" * 5000 + "]" * 5000 + "}", 400),
        ('{"a": ' + "9" * 5000 + "}", 400),
        ('{"a": "\\\\u0000"}', 201),
        ('{"a": ' + "9" * 4000 + "}", 201),
    ],
)
def test_what_json_allows_but_the_database_may_not(server: Server, parameters: str, status: int) -> None:
    body = f'{{"vehicle_id": "WVWZZZ1JZXW000001", "command": "x", "parameters": {parameters}}}'
    answer = server.client.post(COMMANDS, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == status, answer.text


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "offset=-1", f"offset={10**30}", "limit=many"])
def test_bad_paging_is_refused(server: Server, query: str) -> None:
    answer = server.client.get(f"{COMMANDS}?{query}")
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["query", query.partition("=")[0]]


def test_a_path_that_is_no_id_is_refused(server: Server) -> None:
    assert server.client.get(f"{COMMANDS}/latest").status_code == 422
