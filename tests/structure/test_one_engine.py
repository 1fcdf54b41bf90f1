"""Every role and playbook reaches Docker by the collection's modules, so that one setting of a play holds for all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

COMMANDS = ("command", "shell", "raw", "script", "expect")
# The word docker where a command stands: at the beginning, behind another command, or as the item of a list.
DOCKER = re.compile(r"""(?:^|[\s;&|("'\[,]|bin/)docker(?=$|[\s"',\]])""")
BEGINNING_OF_A_LIST = re.compile(r"""\[\s*['"]?docker['"]?\s*[,\]]""")
# A script that starts an engine asks that one, whatever the play's own is.
ADDRESSED = re.compile(r"docker --host \S+")


def tasks_of(path: Path) -> Iterator[dict[str, Any]]:
    """Every task of a file of tasks or plays, those of blocks included."""

    def walk(entries: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for entry in entries:
            yield entry
            for key in ("block", "rescue", "always", "tasks", "pre_tasks", "post_tasks", "handlers"):
                yield from walk(entry.get(key) or [])

    yield from walk(yaml.safe_load(path.read_text(encoding="utf-8")))


def bare_commands(path: Path) -> list[str]:
    found = []
    for task in tasks_of(path):
        for name in COMMANDS:
            given = task.get(f"ansible.builtin.{name}", task.get(name))
            said = str(given.get("argv") or given.get("cmd")) if isinstance(given, dict) else str(given)
            if DOCKER.search(said):
                found.append(f"{path.name}: {task.get('name')}: {said}")
    return found


def task_files(root: Path) -> list[Path]:
    return [*(root / "roles").rglob("tasks/*.yml"), *(root / "playbooks").glob("*.yml")]


def test_no_task_runs_docker_by_itself(root: Path) -> None:
    files = task_files(root)
    assert files
    assert [line for path in files for line in bare_commands(path)] == []


def test_no_variable_of_a_role_is_a_command_of_docker(root: Path) -> None:
    files = [*(root / "roles").rglob("vars/**/*.yml"), *task_files(root)]
    assert [path for path in files if BEGINNING_OF_A_LIST.search(path.read_text(encoding="utf-8"))] == []


def test_no_file_of_a_role_runs_docker_by_itself(root: Path) -> None:
    scripts = [path for path in (root / "roles").rglob("files/**/*") if path.suffix in (".sh", ".py")]
    assert scripts
    bare = [
        f"{path.name}:{number}: {line}"
        for path in scripts
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"(?:^|[;&|(]|\bif |\[\")\s*docker\b", ADDRESSED.sub("", line.partition("#")[0]))
    ]
    assert bare == []


@pytest.mark.parametrize(
    "task",
    [
        "ansible.builtin.command: {argv: [docker, ps]}",
        "ansible.builtin.command: {argv: [timeout, '5', docker, ps]}",
        "ansible.builtin.command: {argv: \"{{ ['docker', 'rm'] + names }}\"}",
        "ansible.builtin.command: docker ps",
        "ansible.builtin.shell: {cmd: 'true && docker ps'}",
        "ansible.builtin.command: {argv: [/usr/bin/docker, ps]}",
        "block: [{ansible.builtin.command: {cmd: docker ps}}]",
    ],
)
def test_a_bare_docker_is_seen(task: str, tmp_path: Path) -> None:
    (tmp_path / "main.yml").write_text(f"- {task}\n", encoding="utf-8")
    assert bare_commands(tmp_path / "main.yml")


@pytest.mark.parametrize(
    "task",
    [
        "sovd.prod_images.docker_command: {argv: [ps]}",
        "ansible.builtin.command: {argv: [apt-get, install, docker.io]}",
        "ansible.builtin.command: {argv: [dockerd, --version]}",
        "ansible.builtin.command: {argv: [df, /var/lib/docker]}",
    ],
)
def test_other_commands_are_not_taken_for_docker(task: str, tmp_path: Path) -> None:
    (tmp_path / "main.yml").write_text(f"- {task}\n", encoding="utf-8")
    assert bare_commands(tmp_path / "main.yml") == []
