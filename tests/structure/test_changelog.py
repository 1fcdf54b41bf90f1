"""Every change comes with a fragment that antsibull-changelog can read, and the next version has its release notes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import yaml


def test_changelog_fragments_are_valid(root: Path, run: Callable[..., str]) -> None:
    assert list((root / "changelogs" / "fragments").glob("*.yml")), "no changelog fragment"
    assert run("antsibull-changelog", "lint").strip() == ""


def test_the_version_has_release_notes(root: Path, run: Callable[..., str]) -> None:
    version = yaml.safe_load((root / "galaxy.yml").read_text(encoding="utf-8"))["version"]
    releases = yaml.safe_load((root / "changelogs" / "changelog.yaml").read_text(encoding="utf-8"))["releases"]
    assert version in releases, "write them: antsibull-changelog release"
    assert releases[version]["changes"]["release_summary"].strip()
    assert f'<a id="v{version.replace(".", "-")}"></a>' in (root / "CHANGELOG.md").read_text(encoding="utf-8")
    assert run("antsibull-changelog", "lint-changelog-yaml", "changelogs/changelog.yaml").strip() == ""
