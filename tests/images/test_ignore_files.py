"""The committed ignore files, asked of BuildKit by a build that copies everything."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from tests.images.planted_files import GONE, KEPT
from tests.rig.images import try_build

APPLICATIONS = ("backend", "frontend")


def sent(application: str, rules: str, folder: Path) -> set[str]:
    """What is in an image that copies everything from a tree with the planted files and this ignore file."""
    context = folder / "context"
    for name in (*GONE[application], *KEPT[application]):
        (context / name).parent.mkdir(parents=True, exist_ok=True)
        (context / name).write_text("planted", encoding="utf-8")
    (context / ".dockerignore").write_text(rules, encoding="utf-8")
    (folder / "Dockerfile").write_text("FROM scratch\nCOPY . /\n", encoding="utf-8")
    archive = folder / "out.tar"
    done = try_build(context, "ignored", f"--output=type=tar,dest={archive}", file=folder / "Dockerfile")
    assert done.code == 0, done.text
    with tarfile.open(archive) as opened:
        return {member.name for member in opened if member.isreg()}


@pytest.mark.parametrize("application", APPLICATIONS)
def test_what_must_go_goes_and_what_must_stay_stays(root: Path, tmp_path: Path, application: str) -> None:
    rules = (root / application / ".dockerignore").read_text(encoding="utf-8")
    found = sent(application, rules, tmp_path)
    assert len(GONE[application]) >= 60
    assert sorted(found & set(GONE[application])) == []
    assert sorted(set(KEPT[application]) - found) == []


@pytest.mark.parametrize("application", APPLICATIONS)
def test_without_rules_everything_is_sent(tmp_path: Path, application: str) -> None:
    assert sent(application, "", tmp_path) == {*GONE[application], *KEPT[application]}


@pytest.mark.parametrize("application", APPLICATIONS)
def test_rules_of_the_top_only_are_noticed(root: Path, tmp_path: Path, application: str) -> None:
    rules = (root / application / ".dockerignore").read_text(encoding="utf-8").replace("**/", "/")
    found = sent(application, rules, tmp_path)
    assert {"deep/er/.env", "deep/er/tests/a.txt", "deep/er/Dockerfile"} <= found
