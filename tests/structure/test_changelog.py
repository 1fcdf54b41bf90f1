"""Every change comes with a fragment that antsibull-changelog can read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path


def test_changelog_fragments_are_valid(root: Path, run: Callable[..., str]) -> None:
    assert list((root / "changelogs" / "fragments").glob("*.yml")), "no changelog fragment"
    assert run("antsibull-changelog", "lint").strip() == ""
