"""README.md has what Galaxy, the ansible package and Automation Hub ask for, and its links work anywhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

SECTIONS = [
    "Description",
    "Requirements",
    "Installation",
    "Use cases",
    "Testing",
    "Contributing",
    "Communication",
    "Code of conduct",
    "Support",
    "Release notes and versions",
    "License",
]
SAID = [
    "https://forum.ansible.com/c/help/6",
    "https://forum.ansible.com/tag/docker",
    "https://docs.ansible.com/ansible/devel/community/code_of_conduct.html",
    "https://semver.org/",
    "ansible-galaxy collection install sovd.prod_images",
]
LINK = re.compile(r"\]\(([^)#]+)[^)]*\)")
CORE = re.compile(r"^\| (2\.\d+) \| ([\d., ]+) \| ([\d.]+) to ([\d.]+) \|$", re.MULTILINE)


@pytest.fixture(scope="module")
def galaxy(root: Path) -> dict[str, str]:
    loaded: dict[str, str] = yaml.safe_load((root / "galaxy.yml").read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(scope="module")
def readme(root: Path) -> str:
    return (root / "README.md").read_text(encoding="utf-8")


def test_sections_stand_in_the_usual_order(readme: str) -> None:
    found = [line[3:] for line in readme.splitlines() if line.startswith("## ")]
    assert [section for section in found if section in SECTIONS] == SECTIONS
    assert not [text for text in SAID if text not in readme]


def test_nobody_is_told_to_install_ansible_with_pip(readme: str) -> None:
    assert not re.search(r"pip3? install .*ansible", readme), "execution environments bring ansible-core"


def test_what_galaxy_shows_has_no_relative_link(root: Path, galaxy: dict[str, str]) -> None:
    repository = galaxy["repository"]
    shown = [root / "README.md", root / "SECURITY.md", *sorted((root / "roles").glob("*/README.md"))]
    wrong = []
    for page in shown:
        for link in LINK.findall(page.read_text(encoding="utf-8")):
            inside = re.fullmatch(rf"{re.escape(repository)}/(?:blob|tree)/main/(.+)", link)
            if not link.startswith("https://") or (inside and not (root / inside[1]).exists()):
                wrong.append(f"{page.relative_to(root)}: {link}")
    assert not wrong, f"relative, or to a file that is not there: {wrong}"


def test_the_lowest_core_is_the_declared_one(root: Path, readme: str) -> None:
    lowest = yaml.safe_load((root / "meta" / "runtime.yml").read_text(encoding="utf-8"))["requires_ansible"]
    tested = [row[0] for row in CORE.findall(readme)]
    assert lowest == f">={tested[0]}.0"
    assert tested == sorted(lock.stem for lock in (root / "requirements" / "cores").glob("*.txt"))


def test_what_users_call_is_listed(root: Path, readme: str) -> None:
    called = [path.stem for kind in ("modules", "filter") for path in (root / "plugins" / kind).glob("*.py")]
    called += [role.name for role in (root / "roles").iterdir() if not role.name.startswith("_")]
    assert not [name for name in called if f"[`{name}`](" not in readme]
