"""Each linter and type checker has nothing to say; what it says otherwise is the failure's text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

PYTHON = ["bench", "comparison", "plugins", "roles", "scripts", "tests"]


def test_ansible_lint(root: Path, run: Callable[..., str]) -> None:
    collections = f"{root / 'playbooks' / 'collections'}:{Path.home() / '.ansible' / 'collections'}"
    output = run("ansible-lint", "--profile", "production", "--offline", ANSIBLE_COLLECTIONS_PATH=collections)
    assert "Passed: 0 failure(s), 0 warning(s)" in output, output


def test_yamllint(run: Callable[..., str]) -> None:
    assert run("yamllint", "--strict", ".").strip() == ""


def test_ruff_check(run: Callable[..., str]) -> None:
    assert "All checks passed" in run("ruff", "check", "--no-cache", *PYTHON)


def test_ruff_format(run: Callable[..., str]) -> None:
    assert "already formatted" in run("ruff", "format", "--no-cache", "--check", "--diff", *PYTHON)


@pytest.mark.parametrize("folder", PYTHON)
def test_mypy(folder: str, run: Callable[..., str], tmp_path: Path) -> None:
    assert "Success: no issues found" in run("mypy", "--cache-dir", str(tmp_path), folder)


def test_shellcheck(root: Path, tree_files: list[Path], run: Callable[..., str]) -> None:
    scripts = [str(name) for name in tree_files if (root / name).is_file() and is_shell(root / name)]
    assert scripts, "no shell script was found, not even .ci/run"
    assert run("shellcheck", *scripts).strip() == ""


def is_shell(path: Path) -> bool:
    with path.open("rb") as file:
        first = file.readline(80)
    return first.startswith(b"#!") and first.split()[-1].split(b"/")[-1] in (b"sh", b"bash")
