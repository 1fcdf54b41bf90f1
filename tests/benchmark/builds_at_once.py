"""Both images of the application built at once, against one after the other."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.benchmark.ansible_tasks import BIN, ENVIRONMENT, SECRETS, Task
from tests.benchmark.debian_tools import ROOT, need, wall_seconds
from tests.benchmark.pairing import Claim, Result, paired
from tests.images.engine import PREFIX

AT_ONCE = Claim(
    "builds_at_once",
    "both images built without cached steps, by `image_build` with `async` and `poll: 0`",
    "the same, one after the other",
    1.0,
)
CLAIMS = (AT_ONCE,)
NAMES = ("backend", "frontend")
NOT_SOURCE = shutil.ignore_patterns(".venv", "node_modules", "dist", "__pycache__", ".*_cache")
SECONDS = 600


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
    return {"name": name, "sovd.prod_images.image_build": arguments, "register": name}


def started(task: Task) -> Task:
    """The same task, which does not wait for its end."""
    return {**task, "async": SECONDS, "poll": 0}


def waited_for(name: str) -> Task:
    """The task that waits for a started one."""
    status = {"jid": f"{{{{ {name}.ansible_job_id }}}}"}
    asked = {"register": "job", "until": "job.finished", "retries": SECONDS, "delay": 1}
    return {"name": f"Wait for {name}", "ansible.builtin.async_status": status, **asked}


def measurement(folder: Path, side: str, tasks: list[Task]) -> Callable[[], float]:
    """A run of a play of these tasks on copies of the sources."""
    for name in NAMES:
        shutil.copytree(ROOT / name, folder / side / name, ignore=NOT_SOURCE)
    playbook = folder / f"{side}.yml"
    playbook.write_text(json.dumps([{"hosts": "localhost", "gather_facts": False, "tasks": tasks}]), encoding="utf-8")
    return lambda: wall_seconds(str(BIN / "ansible-playbook"), str(playbook), env=ENVIRONMENT)


def measure(folder: Path) -> Iterator[Result]:
    """The claim, each side with sources and records of its own."""
    need("hyperfine")
    both = [started(build(folder, "at-once", name)) for name in NAMES]
    at_once = measurement(folder, "at-once", [*both, *(waited_for(name) for name in NAMES)])
    in_turn = measurement(folder, "in-turn", [build(folder, "in-turn", name) for name in NAMES])
    yield paired(AT_ONCE, 3, at_once, in_turn)
