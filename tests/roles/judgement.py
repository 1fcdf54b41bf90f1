"""What the real roles say of values, each on a host of its own in one run of a play."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ansible_collections.sovd.prod_images.plugins.plugin_utils._role_rules import ROLES

from tests.rig.plays import ENVIRONMENT, LOCAL
from tests.unit.plugins.plugin_utils.values.problems import NEEDED

PLAYBOOK = Path(__file__).parent / "validate.yml"
BACKEND_FILES = (
    "requirements.txt",
    "pyproject.toml",
    "uv.lock",
    "poetry.lock",
    "pylock.toml",
    "app",
    "alembic",
    "alembic.ini",
    "src",
    "_private",
)
FRONTEND_FILES = ("package.json", "package-lock.json")


def sources(folder: Path) -> dict[str, str]:
    """Make the folders of two applications, and return the variables that name them."""
    for name, files in (("backend", BACKEND_FILES), ("frontend", FRONTEND_FILES)):
        (folder / name).mkdir()
        for file in files:
            (folder / name / file).touch()
    return {f"{name}_image_source": str(folder / name) for name in ("backend", "frontend")}


def judge(
    cases: Mapping[str, tuple[str, Mapping[str, Any]]], folder: Path, run: Callable[..., str], *more: str
) -> dict[str, str]:
    """Return what each case, a role and values of its variables, was told; an empty text where nothing was wrong."""
    given = {**NEEDED, **sources(folder)}
    groups: dict[str, dict[str, Any]] = {role: {"hosts": {}} for role in ROLES}
    for case, (role, values) in cases.items():
        of_role = {name: value for name, value in given.items() if name.startswith(f"{role}_")}
        groups[role]["hosts"][case] = {**of_role, **values}
    inventory = folder / "inventory.json"
    inventory.write_text(json.dumps({"cases": {"vars": LOCAL, "children": groups}}), encoding="utf-8")
    answers = folder / "answers.json"
    hand_over = ("--inventory", str(inventory), "--extra-vars", f"answers={answers}")
    run("ansible-playbook", *hand_over, *more, str(PLAYBOOK), **ENVIRONMENT, ANSIBLE_FORKS="8")
    told: dict[str, str] = json.loads(answers.read_text(encoding="utf-8"))
    return told
