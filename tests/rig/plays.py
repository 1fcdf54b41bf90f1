"""Plays of this tree's collection: how they find it, and what their tasks gave."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
COLLECTIONS = ROOT / "playbooks" / "collections"

Result = dict[str, Any]
Task = dict[str, Any]

# Variables with which a play finds the collection of this tree, and warns of nothing that is meant.
ENVIRONMENT = {
    "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
    "ANSIBLE_LOCALHOST_WARNING": "false",
    "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
}
LOCAL = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}


def play_of(tasks: Iterable[Task]) -> list[dict[str, Any]]:
    """A playbook that runs the tasks on this machine."""
    return [{"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": list(tasks)}]


def run_tasks(
    folder: Path, run: Callable[..., str], tasks: Iterable[Task], environment: dict[str, str]
) -> list[Result]:
    """Run the tasks in one play, also those behind a failed one, and give the result of each."""
    steps = [
        {"name": f"Run task {number}", **task, "register": f"result_{number}", "ignore_errors": True}
        for number, task in enumerate(tasks)
    ]
    results = ", ".join(str(step["register"]) for step in steps)
    keep = {"content": "{{ [" + results + "] | to_json }}", "dest": f"{folder}/results.json", "mode": "0600"}
    book = play_of([*steps, {"name": "Keep the results", "ansible.builtin.copy": keep}])
    (folder / "play.json").write_text(json.dumps(book), encoding="utf-8")
    run("ansible-playbook", str(folder / "play.json"), **{**ENVIRONMENT, **environment})
    results_of_play: list[Result] = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    return results_of_play


def extra_vars(variables: dict[str, Any]) -> list[str]:
    """Options that give variables to a playbook."""
    return ["--extra-vars", json.dumps({name: str(value) if isinstance(value, Path) else value
                                        for name, value in variables.items()})]  # fmt: skip
