"""How an image is run as production does: in which order, with which rights, and that nothing of it stays."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._production_run import (
    ProductionRun,
    environment_of,
)

# A docker command that writes its arguments down, and answers by the first file whose name is among its words.
DOCKER = """\
#!/bin/sh
cd "$(dirname "$0")"
printf '%s\\n' "$*" >> calls
[ -z "$DB_PASSWORD" ] || printf '%s\\n' "$DB_PASSWORD" >> passwords
for word in "$@"; do
  if [ -f "answers/$word" ]; then . "answers/$word"; exit; fi
done
"""
HEALTHY = {"Running": True, "Health": {"Status": "healthy"}}
RUN = {
    "prefix": "gate", "image": "shop:1", "workload": "service", "env": {}, "command": [], "user": "", "memory": "512m",
    "pids": 200, "tmpfs": [], "run_args": [], "pull": "missing", "services": [], "services_env": {}, "before": [],
    "services_timeout": 1, "commands": [], "healthy_timeout": 1, "settle_time": 0, "stop_timeout": 3, "whoami": False,
    "probe": "the program", "probe_image": "python:3", "probe_user": "7:7", "questions": {"host": "app"},
}  # fmt: skip
DATABASE = {"name": "db", "image": "postgres:17", "command": ["-c", "fsync=off"], "ready": ["pg_isready"]}


class Engine:
    """A folder with the docker command, what it answers, and what it was called with."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "answers").mkdir()
        command = folder / "docker"
        command.write_text(DOCKER, encoding="utf-8")
        command.chmod(0o755)
        self.state(HEALTHY)

    def answer(self, word: str, script: str) -> None:
        (self.folder / "answers" / word).write_text(script, encoding="utf-8")

    def state(self, state: dict[str, Any]) -> None:
        self.answer("inspect", f"echo '{json.dumps(state)}'")

    def observe(self, **params: Any) -> dict[str, Any]:
        seen: dict[str, Any] = ProductionRun({"docker_cli": str(self.folder / "docker"), **RUN, **params}).observe()
        return seen

    @property
    def calls(self) -> list[str]:
        return (self.folder / "calls").read_text(encoding="utf-8").splitlines()

    def call(self, beginning: str) -> str:
        (found,) = [call for call in self.calls if call.startswith(beginning)]
        return found


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """An engine on which each container is healthy and nothing was left."""
    return Engine(tmp_path)


def test_the_order_of_a_run(engine: Engine) -> None:
    engine.answer("--interactive", 'read -r asked; echo "{\\"asked\\": $asked}"')
    seen = engine.observe(services=[DATABASE], commands=[{"name": "c", "argv": ["id"]}], whoami=True)
    words = [" ".join(call.split()[:2]) for call in engine.calls]
    removal = ["ps --all", "network ls"]
    ready = ["run --detach", "exec gate-db"]
    run = ["run --label=sovd.prod_images.image_verify=gate", "inspect --type=container", "logs --tail=20"]
    asked = ["run --rm", "exec gate-app", "exec gate-app", "inspect --type=container"]
    stopped = ["stop --time=3", "inspect --type=container"]
    assert words == [*removal, "network create", *ready, *run, *asked, *stopped, *removal]
    assert seen["probe"] == {"asked": {"host": "app"}}
    assert seen["state"] == {**HEALTHY, "Log": ""}
    assert seen["stopped"] == HEALTHY
    assert seen["commands"] == [{"item": {"name": "c", "argv": ["id"]}, "rc": 0, "stdout": "", "stderr": ""}]


def test_the_image_has_no_right_and_what_production_gives(engine: Engine) -> None:
    engine.observe(user="9:9", tmpfs=["/tmp"], env={"DB_PASSWORD": "x1"}, run_args=["--init"], command=["serve"])
    started = engine.call("run --label=sovd.prod_images.image_verify=gate")
    confined = {"read-only", "cap-drop=ALL", "security-opt=no-new-privileges", "memory=512m", "pids-limit=200"}
    given = {word.removeprefix("--") for word in started.split()}
    assert {*confined, "network=gate", "pull=never", "user=9:9"} <= given
    assert started.endswith(
        "--tmpfs /tmp --env DB_PASSWORD --init --name=gate-app --network-alias=app --detach shop:1 serve"
    )
    assert "x1" not in "".join(engine.calls)
    assert (engine.folder / "passwords").read_text(encoding="utf-8") == "x1\n", "the run of the image alone has it"


def test_a_service_has_its_own_environment(engine: Engine) -> None:
    engine.observe(services=[DATABASE], services_env={"db": {"DB_PASSWORD": "x2"}})
    assert engine.call("run --detach").endswith("--env DB_PASSWORD postgres:17 -c fsync=off")
    assert (engine.folder / "passwords").read_text(encoding="utf-8") == "x2\n"


def test_commands_before_the_start(engine: Engine) -> None:
    engine.answer("--entrypoint=migrate", "echo no such table >&2; exit 3")
    item = {"name": "migrations", "argv": ["migrate", "up"], "stdout": ""}
    (done,) = engine.observe(before=[item])["before"]
    assert done == {"item": item, "rc": 3, "stdout": "", "stderr": "no such table"}
    before, started = [call for call in engine.calls if call.startswith("run --label")]
    assert before.endswith("--name=gate-before --rm --entrypoint=migrate shop:1 up")
    assert started.endswith("--detach shop:1"), "what came before is judged, and the image is run all the same"


def test_what_a_killed_run_left_is_removed_first(engine: Engine) -> None:
    engine.answer("ps", "echo c1; echo c2")
    engine.answer("ls", "echo n1")
    engine.observe()
    removals = ["rm --force --volumes c1 c2", "network rm n1"]
    assert [call for call in engine.calls if "rm" in call.split()[:2] and "--interactive" not in call] == removals * 2


def test_a_service_that_is_never_ready(engine: Engine) -> None:
    engine.answer("exec", "echo no response >&2; exit 2")
    engine.answer("logs", "echo data directory is in use")
    wanted = (
        r"^services: found db not ready after 1 s, expected that 'pg_isready' succeeds in it; it said 'no response', "
        r"and its log ends with 'data directory is in use'$"
    )
    with pytest.raises(ImageError, match=wanted):
        engine.observe(services=[DATABASE])
    assert engine.calls[-2:] == [f"{what} --quiet --filter=label=sovd.prod_images.image_verify=gate"
                                 for what in ("ps --all", "network ls")]  # fmt: skip


def test_no_message_shows_a_password_of_a_service(engine: Engine) -> None:
    engine.answer("exec", "echo password hush-4711-drawn is wrong >&2; exit 2")
    with pytest.raises(ImageError, match="it said 'password ") as raised:
        engine.observe(services=[DATABASE], services_env={"db": {"DB_PASSWORD": "hush-4711-drawn"}})
    assert "hush-4711-drawn" not in str(raised.value)


def test_a_service_that_ended_is_told_at_once(engine: Engine) -> None:
    engine.answer("exec", "echo container is not running >&2; exit 1")
    engine.state({"Running": False})
    with pytest.raises(ImageError, match="found db ended, expected"):
        engine.observe(services=[DATABASE], services_timeout=600)


def test_an_engine_that_refuses_is_told_and_nothing_stays(engine: Engine) -> None:
    engine.answer("create", "echo 'all predefined address pools have been fully subnetted' >&2; exit 1")
    with pytest.raises(ImageError, match="docker network create ended with 1: all predefined address pools"):
        engine.observe()
    assert engine.calls[-1].startswith("network ls")


# title: (workload, state, whether the container was asked, whether it was stopped)
STATES: dict[str, tuple[str, dict[str, Any], bool, bool]] = {
    "healthy": ("service", HEALTHY, True, True),
    "without a health check": ("service", {"Running": True}, True, True),
    "unhealthy": ("service", {"Running": True, "Health": {"Status": "unhealthy"}}, True, True),
    "ended": ("service", {"Running": False, "ExitCode": 1}, False, False),
    "a job that ended": ("job", {"Running": False, "ExitCode": 0}, False, False),
    "a job that goes on": ("job", {"Running": True}, False, False),
}


@pytest.mark.parametrize("title", STATES)
def test_who_runs_is_asked_and_stopped(engine: Engine, title: str) -> None:
    workload, state, asked, stopped = STATES[title]
    engine.state(state)
    engine.answer("logs", "echo said; echo complained >&2")
    seen = engine.observe(workload=workload)
    assert seen["state"] == {**state, "Log": "said\ncomplained"}
    assert any("--interactive" in call for call in engine.calls) is asked
    assert bool(seen["stopped"]) is stopped


def test_an_image_that_does_not_start_leaves_the_reason(engine: Engine) -> None:
    engine.answer("--detach", "echo no such program >&2; exit 127")
    engine.answer("inspect", "exit 1")
    assert engine.observe()["state"] == {"Log": "no such program"}


def test_a_probe_that_fails_is_no_fault_of_a_container_that_ended(engine: Engine) -> None:
    engine.answer("--interactive", "echo no python3 >&2; exit 127")
    assert engine.observe()["probe_error"] == "no python3"
    engine.answer("--interactive", "echo '{\"Running\": false}' > ended; exit 1")
    engine.answer("inspect", 'if [ -f ended ]; then cat ended; else echo \'{"Running": true, "Health": {}}\'; fi')
    assert engine.observe()["probe_error"] == ""


def test_a_probe_that_prints_no_json_is_told(engine: Engine) -> None:
    engine.answer("--interactive", "echo '{\"processes\": {'")
    assert engine.observe()["probe_error"] == "it printed no JSON: '{\"processes\": {'"


def test_what_comes_first_is_told_when_the_engine_goes_away(engine: Engine) -> None:
    gone = "touch gone; echo Cannot connect to the Docker daemon >&2; exit 1"
    engine.answer("create", gone)
    engine.answer("ps", "if [ -f gone ]; then echo and later >&2; exit 1; fi")
    with pytest.raises(ImageError, match="found no engine that answers"):
        engine.observe()


def test_no_value_is_an_argument_but_for_those_of_the_tools() -> None:
    given = {"TOKEN": "a b", "DOCKER_HOST": "tcp://x", "PORT": 80, "PYTHONPATH": "/srv"}
    arguments, environment = environment_of(given)
    assert arguments == [
        "--env", "TOKEN", "--env", "PORT", "--env", "DOCKER_HOST=tcp://x", "--env", "PYTHONPATH=/srv",
    ]  # fmt: skip
    assert environment == {"TOKEN": "a b", "PORT": "80"}
