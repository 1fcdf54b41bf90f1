"""The artefact carries the project, and nothing that a developer's tools left in the tree."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

SIZE_LIMIT = 1_500_000
# Of use only in a checkout: the pipeline, links that stand in for an installation, tests that need
# the tree and what these install, measuring, pictures.
LEFT_OUT = (
    ".ansible-lint",
    ".ci/",
    ".config/",
    ".github/",
    ".gitignore",
    ".pre-commit-config.yaml",
    ".yamllint",
    "backend/tests/",
    "bench/",
    "comparison/",
    "docs/page.md",
    "docs/page/",
    "frontend/tests/",
    "galaxy.yml",
    "molecule/",
    "playbooks/collections/",
    "requirements/cores/",
    *(
        f"requirements/{name}.{kind}"
        for name in ("checkov", "comparison", "galaxy-importer", "kms", "moto", "schemathesis")
        for kind in ("in", "txt")
    ),
)
RUNS_ANYWHERE = ("tests/conftest.py", "tests/unit/")
MADE = {"FILES.json", "MANIFEST.json"}


@pytest.fixture(scope="module")
def contents(artefact: Path) -> set[str]:
    with tarfile.open(artefact) as archive:
        return {member.name for member in archive if not member.isdir()}


def test_the_artefact_holds_the_whole_project(contents: set[str], tree_files: list[Path]) -> None:
    folders = tuple(name for name in LEFT_OUT if name.endswith("/"))
    names = {str(name) for name in tree_files if not str(name).startswith(folders) and str(name) not in LEFT_OUT}
    wanted = {name for name in names if name.startswith(RUNS_ANYWHERE) or not name.startswith("tests/")}
    assert contents - MADE == wanted


def test_no_decoy_is_in_the_artefact(contents: set[str], decoys: list[str]) -> None:
    assert decoys
    assert not contents & set(decoys)


def test_the_artefact_is_small(artefact: Path) -> None:
    assert artefact.stat().st_size < SIZE_LIMIT
