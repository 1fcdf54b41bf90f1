"""Six hosts share one engine, and each of them runs the same task at the same moment, round after round.

What they build has a number, which the facts of each result have to tell: an image of another host would not.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.rig.access import let_others_in
from tests.rig.hosts import run_on_hosts
from tests.rig.plays import Result, Task
from tests.rig.private_engine import PrivateEngine, private_engine

HOSTS = [f"host{number}" for number in range(6)]
ROUNDS = int(os.environ.get("MANY_HOSTS_ROUNDS", "3"))
TASK = "sovd.prod_images.image_build"
PASSWD = "root:x:0:0::/:/bin/sh\napp:x:1001:1001::/:/bin/sh\n"
DOCKERFILE = "FROM {base}\nCOPY passwd /etc/\nCOPY number /\nVOLUME /data\nUSER app\nLABEL number={number}\n"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def engine() -> Iterator[PrivateEngine]:
    """An engine that nothing else uses."""
    with private_engine("trixie", ()) as started:
        yield started


@pytest.fixture(scope="module")
def contexts(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """`contexts(number)` gives a folder with that number in it, as a template of Ansible may name it."""
    folder = tmp_path_factory.mktemp("contexts")
    folder.chmod(0o755)
    for number in [*map(str, range(ROUNDS)), *HOSTS, "one", "other"]:
        (folder / number).mkdir()
        (folder / number / "passwd").write_text(PASSWD)
        (folder / number / "number").write_text(number)
    return lambda number: f"{folder}/{number}"


@pytest.fixture
def rounds(engine: PrivateEngine, run: Callable[..., str], tmp_path: Path) -> Callable[..., dict[str, list[Result]]]:
    """`rounds(task of a round)` runs them on all hosts and gives the results of each."""

    def run_rounds(*tasks: Task, **hosts: dict[str, Any]) -> dict[str, list[Result]]:
        variables = {name: {"state": f"{tmp_path}/state", "group": "one", **hosts.get(name, {})} for name in HOSTS}
        return run_on_hosts(tmp_path, run, variables, tasks, **engine.environment)

    return run_rounds


@pytest.fixture(autouse=True)
def nothing_is_left(engine: PrivateEngine) -> Iterator[None]:
    """Neither a container nor a volume nor a candidate stays."""
    yield
    assert engine.docker("ps", "--all", "--quiet") == ""
    assert engine.docker("volume", "ls", "--quiet") == ""
    assert engine.docker("image", "ls", "--quiet", "--filter=reference=sovd-prod-images-candidate") == ""


def build(contexts: Callable[[str], str], number: str, **more: Any) -> Task:
    """A task that builds an image with that number, which may be a template."""
    text = DOCKERFILE.format(base=more.pop("base", "scratch"), number=number)
    options = {"name": "app", "context": contexts(number), "dockerfile_content": text, "state_dir": "{{ state }}"}
    return {TASK: {**options, **more}}


def check(result: Result, number: str) -> None:
    """Demand the facts of the image with that number."""
    assert not result.get("failed"), result
    user = {"value": "app", "name": "app", "uid": 1001, "gid": 1001}
    assert (result["image"]["user"], result["image"]["labels"]["number"]) == (user, number), result


def test_facts_of_one_image(contexts: Any, rounds: Any) -> None:
    info = {"sovd.prod_images.image_info": {"names": ["app:facts"]}}
    results = rounds(build(contexts, "0", tag="facts"), *[info] * ROUNDS)
    for first, *others in results.values():
        check(first, "0")
        for result in others:
            check({**result, "image": result["images"][0]}, "0")


def test_one_image_that_moves(contexts: Any, rounds: Any) -> None:
    results = rounds(*(build(contexts, str(number), tag="moves") for number in range(ROUNDS)))
    for host in HOSTS:
        for number, result in enumerate(results[host]):
            check(result, str(number))
    for same in zip(*results.values(), strict=True):
        assert [result["changed"] for result in same].count(True) == 1, "it is built once"


@pytest.mark.parametrize("more", [{}, {"platforms": ["linux/amd64"]}], ids=["engine's platform", "platforms"])
def test_equal_content_of_other_names(more: dict[str, Any], contexts: Any, rounds: Any) -> None:
    name = f"{{{{ inventory_hostname }}}}-{len(more)}"
    results = rounds(*(build(contexts, str(number), name=name, **more) for number in range(ROUNDS)))
    for host in HOSTS:
        for number, result in enumerate(results[host]):
            check(result, str(number))
            assert result["changed"]


def test_one_base(contexts: Any, rounds: Any) -> None:
    own = "{{ inventory_hostname }}"
    task = build(contexts, own, name=f"{own}-base", base="base", rebuild="always", platforms=["linux/amd64"])
    results = rounds(build(contexts, "one", name="base"), *[task] * ROUNDS)
    for host in HOSTS:
        for result in results[host][1:]:
            check(result, host)


def test_tasks_that_nobody_waits_for(contexts: Any, rounds: Any) -> None:
    """Each host starts all builds at once, by async, and collects their results."""
    count = min(ROUNDS, 5)  # of each of six hosts
    started = [
        {
            **build(contexts, str(number), name="{{ inventory_hostname }}-async", tag=f"t{number}"),
            "async": 600,
            "poll": 0,
        }
        for number in range(count)
    ]
    ended = [
        {
            "ansible.builtin.async_status": {"jid": f"{{{{ result_{number}.ansible_job_id }}}}"},
            "until": f"result_{count + number}.finished",
            "retries": 300,
            "delay": 1,
        }
        for number in range(count)
    ]
    for results in rounds(*started, *ended).values():
        for number, result in enumerate(results[count:]):
            check(result, str(number))


def test_two_state_folders_and_one_reference(contexts: Any, engine: PrivateEngine, rounds: Any, tmp_path: Path) -> None:
    """Two groups of hosts want other images under one name: each result tells its own, and none says unchanged over
    the other's."""
    groups = {host: {"state": f"{tmp_path}/{number % 2}", "group": ("one", "other")[number % 2]}
              for number, host in enumerate(HOSTS)}  # fmt: skip
    task = build(contexts, "{{ group }}", tag="two")
    results = rounds(*[task] * ROUNDS, **groups)
    for host in HOSTS:
        for result in results[host]:
            check(result, groups[host]["group"])
    held = engine.docker("image", "inspect", "--format={{.Config.Labels.number}}", "app:two")
    predicted = rounds({**task, "check_mode": True}, **groups)
    for host in HOSTS:
        assert predicted[host][0]["changed"] == (held != groups[host]["group"])


def test_two_users(contexts: Any, engine: PrivateEngine, rounds: Any, tmp_path: Path) -> None:
    """Half of the hosts are another user, with a state folder of his own."""
    let_others_in(tmp_path)
    socket = Path(re.sub(r"^unix://", "", engine.unix))
    socket.chmod(0o666)
    folder = tmp_path / "nobody"
    folder.mkdir()
    folder.chmod(0o777)
    nobody = {
        "is_nobody": True,
        "its_environment": {"DOCKER_CONFIG": f"{folder}/docker"},
        "ansible_become_method": "ansible.builtin.su",
        "ansible_become_user": "nobody",
        "ansible_become_flags": "-s /bin/sh",
        "ansible_remote_tmp": f"{folder}/tmp",
        "ansible_python_interpreter": "/usr/bin/python3",
        "state": f"{folder}/state",
    }
    users = {
        host: nobody if number % 2 else {"is_nobody": False, "its_environment": {}} for number, host in enumerate(HOSTS)
    }
    own = {"become": "{{ is_nobody }}", "environment": "{{ its_environment }}"}
    results = rounds(*({**build(contexts, str(number), tag="users"), **own} for number in range(ROUNDS)), **users)
    for host in HOSTS:
        for number, result in enumerate(results[host]):
            check(result, str(number))
