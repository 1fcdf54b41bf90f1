"""The commands resource."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Environment
from tests.database import query
from tests.server import Server, run, serving
from tests.waiting import wait_until

COMMANDS = "/api/v1/commands"
OF_ONE_MOMENT = (
    "INSERT INTO commands (id, vehicle_id, command, parameters, status) "
    "SELECT gen_random_uuid(), 'WVWZZZ1JZXW000001', 'x', '{}', 'pending' FROM generate_series(1, 30)"
)

PART = "INSERT INTO parts (command_id, sequence, body, final) VALUES ($1, $2, $3, $4)"
MARK = "00000000-0000-4000-8000-000000000000"
# One in each second of the past; the one of the mark has ten before it.
MANY = """
    INSERT INTO commands (id, vehicle_id, command, parameters, status, created_at)
    SELECT CASE number WHEN 19990 THEN $1 ELSE gen_random_uuid() END, 'WVWZZZ1JZXW000001', 'x', '{}', 'pending',
    now() - number * interval '1 s' FROM generate_series(1, 20000) AS number
"""


def test_a_created_command_comes_back_as_stored(server: Server) -> None:
    created = server.create(
        vehicle_id=" wvwzzz1jzxw000002 ", command=" read_data ", parameters={"ecu": "body", "names": ["a_1", "b"]}
    )
    assert created.status_code == 201
    command = created.json()
    assert set(command) == {
        "id", "vehicle_id", "command", "parameters", "status", "response", "created_at", "updated_at", "actor",
        "request_id", "cause",
    }  # fmt: skip
    assert command["vehicle_id"] == "WVWZZZ1JZXW000002"
    assert (command["command"], command["parameters"]) == ("read_data", {"ecu": "body", "names": ["a_1", "b"]})
    assert (command["status"], command["response"], command["cause"]) == ("queued", None, None)
    assert command["created_at"].endswith("Z")
    assert server.client.get(f"{COMMANDS}/{command['id']}").json() == command


def test_the_list_is_newest_first_and_paged(server: Server) -> None:
    ids = [server.create().json()["id"] for _ in range(3)]
    first = server.client.get(COMMANDS, params={"limit": 2}).json()
    assert first["next"] == ids[1]
    server.create(command="clear_dtc")
    second = server.client.get(COMMANDS, params={"limit": 1, "before": first["next"]}).json()
    assert [command["id"] for command in first["items"] + second["items"]] == ids[::-1]


def test_all_pages_together_have_each_command_once(environment: Environment, server: Server) -> None:
    query(environment["DATABASE_URL"], OF_ONE_MOMENT)
    wanted = {str(row["id"]) for row in query(environment["DATABASE_URL"], "SELECT id FROM commands")}
    listed: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = server.client.get(COMMANDS, params={"limit": 7, **cursor}).json()
        listed += [command["id"] for command in page["items"]]
        if page["next"] is None:
            break
        cursor = {"before": page["next"]}
    assert (len(listed), set(listed)) == (len(wanted), wanted)


def test_a_page_reads_no_more_than_it_lists(
    environment: Environment, new_database: Callable[[], str], log: Path
) -> None:
    url = new_database()
    assert run("alembic", "upgrade", "head", environment={"DATABASE_URL": url}).returncode == 0
    query(url, MANY, uuid.UUID(MARK))
    query(url, "VACUUM ANALYZE commands")
    with serving(environment | {"DATABASE_URL": url}, log) as server:
        assert len(server.client.get(COMMANDS, params={"limit": 10}).json()["items"]) == 10
        assert len(server.client.get(COMMANDS, params={"before": MARK}).json()["items"]) == 10
    # What a process has read is counted when it ends at the latest.
    wait_until(lambda: read_rows(url) > 20)
    assert read_rows(url) < 50


def read_rows(url: str) -> int:
    """How many rows of the table have been read so far, by the index or without."""
    statement = "SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_user_tables WHERE relname = 'commands'"
    return int(query(url, statement)[0][0])


def test_a_page_after_an_unknown_command_is_not_found(server: Server) -> None:
    assert server.client.get(COMMANDS, params={"before": str(uuid.uuid4())}).status_code == 404


def test_parameters_may_be_left_out(server: Server) -> None:
    created = server.client.post(COMMANDS, json={"vehicle_id": "WVWZZZ1JZXW000001", "command": "clear_dtc"})
    assert (created.status_code, created.json()["parameters"]) == (201, {})


def test_a_command_that_is_sent_again_is_stored_once(server: Server) -> None:
    wanted = {"request_id": str(uuid.uuid4()), "command": "read_data", "parameters": {"names": ["a", "b"]}}
    first, again = server.create(**wanted), server.create(**wanted)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert first.json()["request_id"] == wanted["request_id"]
    assert server.create().json()["request_id"] is None


def test_commands_that_come_twice_at_the_same_time_are_stored_once(server: Server) -> None:
    wanted = {"request_id": str(uuid.uuid4())}
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: server.create(**wanted), range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    assert len({answer.json()["id"] for answer in answers}) == 1


def test_a_request_id_of_another_command_is_refused(server: Server) -> None:
    wanted = str(uuid.uuid4())
    assert server.create(request_id=wanted).status_code == 201
    answer = server.create(request_id=wanted, command="clear_dtc")
    assert (answer.status_code, answer.json()["detail"]) == (409, f"request_id {wanted} is another command's")


def test_an_unknown_command_is_not_found(server: Server) -> None:
    wanted = uuid.uuid4()
    answer = server.client.get(f"{COMMANDS}/{wanted}")
    assert (answer.status_code, answer.json()) == (404, {"detail": f"there is no command {wanted}"})


@pytest.mark.parametrize(
    ("changes", "place", "message"),
    [
        ({"vehicle_id": "WVWZZZ1JZXW999999"}, "vehicle_id", "there is no vehicle WVWZZZ1JZXW999999"),
        ({"command": "explode"}, "command", "there is no command 'explode' in the catalogue"),
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
        ({"request_id": "mine"}, "request_id", "valid UUID"),
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
        ('{"routine": "x", "steps": 1e0}', 422),
        ('{"a": ' + "9" * 4000 + "}", 422),
        ('{"a": [{"b": 12345678901234567890}]}', 422),
        ('{"a": [9007199254740992]}', 422),
        ('{"a": [{"b": 1e22}]}', 422),
        ('{"routine": "x", "steps": 100}', 201),
    ],
)
def test_what_json_allows_but_the_database_may_not(server: Server, parameters: str, status: int) -> None:
    body = f'{{"vehicle_id": "WVWZZZ1JZXW000001", "command": "start_routine", "parameters": {parameters}}}'
    answer = server.client.post(COMMANDS, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == status, answer.text


@pytest.mark.parametrize(
    ("command", "parameters", "place"),
    [
        ("read_dtc", {"ecu": "oven"}, ["ecu"]),
        ("read_dtc", {"egu": "engine"}, ["egu"]),
        ("read_data", {"names": []}, ["names"]),
        ("read_data", {"names": ["a", 1]}, ["names", 1]),
        ("read_data", {"names": ["a"] * 21}, ["names"]),
        ("start_routine", {}, ["routine"]),
        ("start_routine", {"routine": "a", "steps": "3"}, ["steps"]),
        ("start_routine", {"routine": "a", "steps": 101}, ["steps"]),
        ("stop_routine", {"routine": "../secret"}, ["routine"]),
    ],
)
def test_parameters_that_the_catalogue_does_not_allow_are_named(
    server: Server, command: str, parameters: dict[str, Any], place: list[object]
) -> None:
    answer = server.create(command=command, parameters=parameters)
    assert answer.status_code == 422
    assert [problem["loc"] for problem in answer.json()["detail"]] == [["body", "parameters", *place]]


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "before=", "before=7", "limit=many"])
def test_bad_paging_is_refused(server: Server, query: str) -> None:
    answer = server.client.get(f"{COMMANDS}?{query}")
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"][:2] == ["query", query.partition("=")[0]]


def test_a_path_that_is_no_id_is_refused(server: Server) -> None:
    assert server.client.get(f"{COMMANDS}/latest").status_code == 422


def test_parts_are_listed_in_order_after_what_is_known(environment: Environment, server: Server) -> None:
    wanted = server.create().json()["id"]
    for sequence in (2, 1, 3):
        query(environment["DATABASE_URL"], PART, uuid.UUID(wanted), sequence, f'{{"step": {sequence}}}', sequence == 3)

    def listed(**parameters: int) -> list[tuple[int, Any, bool]]:
        items = server.client.get(f"{COMMANDS}/{wanted}/parts", params=parameters).json()["items"]
        return [(one["sequence"], one["body"], one["final"]) for one in items]

    assert listed() == [(1, {"step": 1}, False), (2, {"step": 2}, False), (3, {"step": 3}, True)]
    assert listed(after=2) == [(3, {"step": 3}, True)]
    assert listed(after=3) == []
    assert server.client.get(f"{COMMANDS}/{wanted}/parts", params={"after": -1}).status_code == 422
    assert server.client.get(f"{COMMANDS}/{uuid.uuid4()}/parts").status_code == 404


def test_vehicles_and_the_catalogue_are_listed(server: Server) -> None:
    vehicles = server.client.get("/api/v1/vehicles").json()["items"]
    assert {"id": "WVWZZZ1JZXW000001", "name": "Test car 1"} in vehicles
    catalog = {one["command"]: one for one in server.client.get("/api/v1/catalog").json()["items"]}
    assert list(catalog) == ["read_dtc", "clear_dtc", "read_data", "start_routine", "stop_routine"]
    assert [name for name, one in catalog.items() if one["multi_part"]] == ["start_routine"]
    for one in catalog.values():
        assert (one["parameters"]["type"], one["parameters"]["additionalProperties"]) == ("object", False)
    assert catalog["start_routine"]["parameters"]["required"] == ["routine"]
