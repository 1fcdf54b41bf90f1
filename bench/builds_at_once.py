"""Both images of the application built at once, against one after the other."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.ansible_tasks import BIN, ENVIRONMENT, SECRETS, Task
from bench.debian_tools import ROOT, need, wall_seconds
from bench.pairing import Claim, Result, paired
from tests.rig.cleanup import PREFIX

AT_ONCE = Claim(
    "builds_at_once",
    "both images built without cached steps, by one task of `image_build` on a host for each",
    "the same, one after the other",
    1.0,
)
CLAIMS = (AT_ONCE,)
NAMES = ("backend", "frontend")
NOT_SOURCE = shutil.ignore_patterns(".venv", "node_modules", "dist", "__pycache__", ".*_cache")


def build(folder: Path, side: str, name: str) -> Task:
    """The task that builds one image of one side."""
    arguments = {
        "name": PREFIX,
        "tag": f"{side}-{name}",
        "context": str(folder / side / name),
        "dockerfile": "Dockerfile.prod",
        "secrets": SECRETS,
        "state_dir": str(folder / side / "state"),
        "rebuild": "always",
    }
    return {"name": name, "sovd.prod_images.image_build": arguments}


def measurement(folder: Path, side: str, hosts: list[str], tasks: list[Task]) -> Callable[[], float]:
    """A run of a play of these tasks on copies of the sources; all `hosts` are this machine."""
    for name in NAMES:
        shutil.copytree(ROOT / name, folder / side / name, ignore=NOT_SOURCE)
    play = {
        "hosts": "all",
        "connection": "local",
        "gather_facts": False,
        "vars": {"ansible_python_interpreter": "{{ ansible_playbook_python }}"},
        "tasks": tasks,
    }
    playbook = folder / f"{side}.yml"
    playbook.write_text(json.dumps([play]), encoding="utf-8")
    inventory = f"--inventory={','.join(hosts)},"
    return lambda: wall_seconds(str(BIN / "ansible-playbook"), inventory, str(playbook), env=ENVIRONMENT)


def measure(folder: Path) -> Iterator[Result]:
    """The claim, each side with sources and records of its own."""
    need("hyperfine")
    at_once = measurement(folder, "at-once", list(NAMES), [build(folder, "at-once", "{{ inventory_hostname }}")])
    in_turn = measurement(folder, "in-turn", ["builder"], [build(folder, "in-turn", name) for name in NAMES])
    yield paired(AT_ONCE, 3, at_once, in_turn)
