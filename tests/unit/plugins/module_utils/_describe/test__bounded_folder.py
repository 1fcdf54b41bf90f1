"""Folders of others: links, pipes and huge files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._describe import _bounded_folder
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._bounded_folder import BoundedFolder


def test_what_is_refused(tmp_path: Path) -> None:
    inner = tmp_path / "shop"
    inner.mkdir()
    (tmp_path / "secret").write_text("of another")
    (inner / "link").symlink_to("../secret")
    os.mkfifo(inner / "pipe")
    with (inner / "huge").open("wb") as opened:
        opened.truncate(1 << 30)
    folder = BoundedFolder(str(inner))
    for name, said in (
        ("link", "link: is a link out of the folder"),
        ("pipe", "pipe: is no file"),
        ("huge", "huge: has 1073741824 bytes, expected at most 1048576"),
        ("none", "none: cannot be read"),
    ):
        with pytest.raises(ImageError, match=said):
            folder.read(name)
        assert folder.mentions(name, b"of another") is False


def test_mentions_across_parts(tmp_path: Path) -> None:
    (tmp_path / "lock").write_bytes(b"x" * (1024 * 1024 - 2) + b"word")
    folder = BoundedFolder(str(tmp_path))
    assert folder.mentions("lock", b"word")
    assert not folder.mentions("lock", b"other")


def test_code_of_others_is_not_walked(tmp_path: Path) -> None:
    for name in ("app/main.py", "app/.hidden/x.py", "node_modules/a/x.py", ".venv/x.py", "tests/x.py", "a.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    assert BoundedFolder(str(tmp_path)).walk((".py",)) == ["app/main.py"]


def test_too_many_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_bounded_folder, "_MOST_FILES", 1)
    (tmp_path / "a.py").write_text("")
    (tmp_path / "b.py").write_text("")
    with pytest.raises(ImageError, match="found more than 1 files of code"):
        BoundedFolder(str(tmp_path)).walk((".py",))


def test_a_folder_in_it(tmp_path: Path) -> None:
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "a.txt").write_text("x")
    assert BoundedFolder(str(tmp_path)).inside("web").read("a.txt") == "x"
