"""Tasks of one play in turn, and the seconds that each took by Ansible's own clock."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.debian_tools import ROOT, output_of
from tests.rig.images import CA_BUNDLE

BIN = Path(sys.executable).parent
COLLECTIONS = ROOT / "playbooks" / "collections"
ENVIRONMENT = {
    "ANSIBLE_COLLECTIONS_PATH": f"{COLLECTIONS}:~/.ansible/collections:/usr/share/ansible/collections",
    "ANSIBLE_NOCOLOR": "1",
    "ANSIBLE_LOCALHOST_WARNING": "False",
    "ANSIBLE_INVENTORY_UNPARSED_WARNING": "False",
}
SECRETS = [{"id": "ca", "src": str(CA_BUNDLE)}] if CA_BUNDLE.is_file() else []
FILE_SECRETS = [{**secret, "type": "file"} for secret in SECRETS]
Task = dict[str, Any]


@dataclass(frozen=True)
class Ran:
    """One task of a play: its seconds, and what it returned."""

    name: str
    seconds: float
    result: dict[str, Any]


def run_tasks(folder: Path, tasks: list[Task]) -> list[Ran]:
    """Run tasks on this machine in one play; each has to succeed."""
    playbook = folder / "tasks.yml"
    play = {"hosts": "localhost", "gather_facts": False, "tasks": tasks}
    playbook.write_text(json.dumps([play]), encoding="utf-8")
    environment = {**ENVIRONMENT, "ANSIBLE_STDOUT_CALLBACK": "ansible.posix.json"}
    said = output_of(str(BIN / "ansible-playbook"), str(playbook), env=environment, timeout=900)
    document = json.loads(said[said.index("{") :])
    return [ran(entry) for entry in document["plays"][0]["tasks"]]


def ran(entry: dict[str, Any]) -> Ran:
    """One task as the callback describes it."""
    name, times = entry["task"]["name"], entry["task"]["duration"]
    begin, end = (datetime.fromisoformat(times[side].replace("Z", "+00:00")) for side in ("start", "end"))
    return Ran(name, (end - begin).total_seconds(), entry["hosts"]["localhost"])


def turns(pairs: int, *sides: Task) -> list[Task]:
    """The tasks once for nothing and then `pairs` times, each time in the other order."""
    return [task for number in range(pairs + 1) for task in (sides if number % 2 == 0 else sides[::-1])]


def samples(done: list[Ran], task: Task, changed: bool) -> list[float]:
    """The seconds of a task without its first run; each run has to say `changed` as it is expected to."""
    mine = [one for one in done if one.name == task["name"]]
    if {one.result["changed"] for one in mine} != {changed}:
        raise RuntimeError(f"{task['name']}: not every run said changed={changed}")
    return [one.seconds for one in mine[1:]]
