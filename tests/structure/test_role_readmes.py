"""Each role's README has the table of its variables, as its argument spec tells them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

# A private role has no variables of a user's.
ROLES = sorted((Path(__file__).parents[2] / "roles").glob("[!_]*/"))


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_readme_shows_an_example_play(role: Path) -> None:
    text = (role / "README.md").read_text(encoding="utf-8")
    assert f"sovd.prod_images.{role.name}" in text, "the README never names the role as a play does"


def test_variable_tables_are_current(run: Callable[..., str]) -> None:
    assert run("python", "scripts/role_tables.py", "--check").strip() == ""
