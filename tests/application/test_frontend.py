"""The page passes its own tests, ESLint and the TypeScript compiler."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

pytestmark = pytest.mark.slow


# They have limits of seconds, which other tests beside them would use up.
@pytest.mark.alone
def test_frontend_tests_pass(in_frontend: Callable[..., str]) -> None:
    output = in_frontend("npm", "test")
    counted = re.search(r"^\s*Tests\s+(\d+) passed", output, re.MULTILINE)
    assert counted, "vitest did not say how many tests passed"
    assert int(counted[1]) > 0


def test_frontend_is_linted(in_frontend: Callable[..., str]) -> None:
    assert "> eslint" in in_frontend("npm", "run", "lint")


def test_frontend_is_typed(in_frontend: Callable[..., str]) -> None:
    assert "> tsc" in in_frontend("npm", "run", "typecheck")
