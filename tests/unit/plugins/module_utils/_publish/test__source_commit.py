"""The commit of a source, by the real git."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._source_commit import SourceCommit, read_commit


def git(folder: Path, *argv: str) -> str:
    command = ["git", "-C", str(folder), "-c", "user.name=t", "-c", "user.email=t@example.com", *argv]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    git(tmp_path, "init", "--quiet")
    for folder in ("backend", "frontend"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "file").write_text("one", encoding="utf-8")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message=one")
    return tmp_path


def test_clean_tree(tree: Path) -> None:
    sha = git(tree, "rev-parse", "HEAD")
    found = read_commit(str(tree / "backend"), allow_dirty=False)
    assert found == SourceCommit(sha, dirty=False)
    assert found.tag == sha


@pytest.mark.parametrize("change", ["file", "new"])
def test_dirty_tree(change: str, tree: Path) -> None:
    sha = git(tree, "rev-parse", "HEAD")
    (tree / "frontend" / change).write_text("two", encoding="utf-8")
    assert not read_commit(str(tree / "backend"), allow_dirty=False).dirty, "the other folder is not in the image"
    message = rf"^source: .*/frontend has changes that are not in the commit {sha} \(.*frontend/{change}\)"
    with pytest.raises(ImageError, match=message):
        read_commit(str(tree / "frontend"), allow_dirty=False)
    found = read_commit(str(tree / "frontend"), allow_dirty=True)
    assert (found.dirty, found.tag) == (True, f"{sha}-dirty")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://ann:secret@git.example/team/app", "https://git.example/team/app"),
        ("git@git.example:team/app", "git@git.example:team/app"),
    ],
)
def test_origin_has_no_login(given: str, kept: str, tree: Path) -> None:
    git(tree, "remote", "add", "origin", given)
    assert read_commit(str(tree), allow_dirty=False).origin == kept


def test_what_is_no_tree(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match=r"^source: git cannot read .*not a git repository"):
        read_commit(str(tmp_path), allow_dirty=False)
    with pytest.raises(ImageError, match=r"^source: found no folder"):
        read_commit(str(tmp_path / "nowhere"), allow_dirty=False)
    git(tmp_path, "init", "--quiet")
    with pytest.raises(ImageError, match=r"^source: git cannot read .*; name a folder of a git working tree with a"):
        read_commit(str(tmp_path), allow_dirty=False)
