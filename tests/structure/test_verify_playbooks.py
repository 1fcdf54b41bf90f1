"""The playbooks of the gate ask the roles what an image has to be, instead of saying it again."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PLAYBOOKS = sorted((ROOT / "playbooks").glob("verify_*_image.yml"))
ROLES = ("backend_image", "frontend_image", "nginx_conf")
FALLBACK = re.compile(rf"\b(?:{'|'.join(ROLES)})_(?!source\b)\w+ \| default\(")


@pytest.mark.parametrize("playbook", PLAYBOOKS, ids=lambda path: path.stem)
def test_no_value_of_a_role_is_said_again(playbook: Path) -> None:
    files = [playbook, *(ROOT / "playbooks" / "vars").glob("*.yml")]
    found = [match for file in files for match in FALLBACK.findall(file.read_text(encoding="utf-8"))]
    assert not found, f"values that the role's defaults have already: {found}"


@pytest.mark.parametrize("playbook", PLAYBOOKS, ids=lambda path: path.stem)
def test_the_variables_come_from_the_role_that_builds(playbook: Path) -> None:
    (play,) = yaml.safe_load(playbook.read_text(encoding="utf-8"))
    role = playbook.stem.removeprefix("verify_")
    imported = [task["ansible.builtin.import_role"] for task in play["tasks"] if "ansible.builtin.import_role" in task]
    assert imported == [{"name": f"sovd.prod_images.{role}", "tasks_from": "variables"}]
