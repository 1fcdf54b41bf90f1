"""Plays of many hosts that are all this machine, each task at the same time on all of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.rig.plays import ENVIRONMENT, LOCAL, Result, Task


def run_on_hosts(
    folder: Path, run: Callable[..., str], hosts: Mapping[str, Mapping[str, Any]], tasks: Sequence[Task], **more: str
) -> dict[str, list[Result]]:
    """Run the tasks on the hosts, which have variables, and give the results of each host; a failed one stops nothing.

    `more` are environment variables.
    """
    inventory = {"all": {"hosts": {name: {**LOCAL, **variables} for name, variables in hosts.items()}}}
    steps = [
        {"name": f"Run task {number}", "ignore_errors": True, **task, "register": f"result_{number}"}
        for number, task in enumerate(tasks)
    ]
    results = ", ".join(str(step["register"]) for step in steps)
    keep = {
        "content": "{{ [" + results + "] | to_json }}",
        "dest": f"{folder}/{{{{ inventory_hostname }}}}.json",
        "mode": "0600",
    }
    book = [
        {
            "hosts": "all",
            "gather_facts": False,
            "tasks": [*steps, {"name": "Keep the results", "ansible.builtin.copy": keep}],
        }
    ]
    (folder / "inventory.json").write_text(json.dumps(inventory), encoding="utf-8")
    (folder / "play.json").write_text(json.dumps(book), encoding="utf-8")
    options = ["--inventory", f"{folder}/inventory.json", "--forks", str(len(hosts))]
    run("ansible-playbook", *options, f"{folder}/play.json", timeout=3600, **{**ENVIRONMENT, **more})
    return {name: json.loads((folder / f"{name}.json").read_text(encoding="utf-8")) for name in hosts}
