"""The backend passes its own tests, its linter and its type checker."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

pytestmark = pytest.mark.slow


def test_backend_tests_pass(in_backend: Callable[..., str]) -> None:
    output = in_backend("python", "-m", "pytest", "-ra", "-p", "no:cacheprovider")
    counted = re.search(r"(\d+) passed", output)
    assert counted, "pytest did not say how many tests passed"
    assert int(counted[1]) > 0
    assert "skipped" not in output.splitlines()[-1]


def test_backend_is_linted(in_backend: Callable[..., str]) -> None:
    assert "All checks passed" in in_backend("ruff", "check", "--no-cache", ".")


def test_backend_is_formatted(in_backend: Callable[..., str]) -> None:
    assert "already formatted" in in_backend("ruff", "format", "--no-cache", "--check", ".")


def test_backend_is_typed(in_backend: Callable[..., str]) -> None:
    assert "Success: no issues found" in in_backend("mypy", "--cache-dir", "/dev/null")
