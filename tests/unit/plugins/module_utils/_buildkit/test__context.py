"""A build context as BuildKit sees it."""

from __future__ import annotations

import hashlib
import os
import stat
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit import _context
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._context import (
    Entries,
    names_that_are_no_text,
    read_entries,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._ignore import IgnoreRules

OLD = 1_600_000_000_000_000_000  # nanoseconds
EMPTY = hashlib.sha256(b"").hexdigest()


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def read(root: Path, ignore: str = "", known: Entries | None = None) -> Entries:
    entries: Entries = read_entries(str(root), IgnoreRules(ignore, ".dockerignore"), known)
    return entries


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A folder with one entry of each kind."""
    for name, mode in (("folder", 0o755), ("folder/deep", 0o1777), ("empty", 0o700)):
        (tmp_path / name).mkdir()
        (tmp_path / name).chmod(mode)
    for name, mode in (("file", 0o644), ("program", 0o755), ("folder/deep/file", 0o600), ("setuid", 0o4755)):
        (tmp_path / name).write_text(name)
        (tmp_path / name).chmod(mode)
    (tmp_path / "link").symlink_to("folder/deep")
    (tmp_path / "dangling").symlink_to("/nowhere")
    return tmp_path


def test_every_kind_of_entry(tree: Path) -> None:
    assert read(tree).descriptions == {
        "dangling": "link /nowhere",
        "empty": "folder 0700",
        "file": f"file 0644 {sha256('file')}",
        "folder": "folder 0755",
        "folder/deep": "folder 1777",
        "folder/deep/file": f"file 0600 {sha256('folder/deep/file')}",
        "link": "link folder/deep",
        "program": f"file 0755 {sha256('program')}",
        "setuid": f"file 4755 {sha256('setuid')}",
    }


def test_socket_becomes_an_empty_file(tmp_path: Path) -> None:
    os.mknod(tmp_path / "s", stat.S_IFSOCK)
    (tmp_path / "s").chmod(0o750)
    assert read(tmp_path).descriptions == {"s": f"file 0750 {EMPTY}"}


def test_names_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"x\xff")).symlink_to(os.fsdecode(b"\xfe"))
    assert read(tmp_path).descriptions == {"x\\xff": "link \\xfe"}


def test_pipe_is_told_by_its_type(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    assert read(tmp_path).descriptions == {"pipe": f"device {stat.S_IFIFO} 0600 0"}


def test_extended_attribute_of_the_user(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    before = read(tmp_path).descriptions["file"]
    os.setxattr(tmp_path / "file", "user.origin", b"here")
    assert read(tmp_path).descriptions["file"] == f"{before} user.origin={b'here'.hex()}"


def test_time_and_owner_are_left_out(tree: Path) -> None:
    before = read(tree).descriptions
    os.utime(tree / "file", ns=(OLD, OLD))
    os.utime(tree / "folder", ns=(OLD, OLD))
    if os.geteuid() == 0:
        os.chown(tree / "file", 1234, 1234)
    assert read(tree).descriptions == before


def point_elsewhere(tree: Path) -> None:
    (tree / "link").unlink()
    (tree / "link").symlink_to("file")


def make_folder_a_file(tree: Path) -> None:
    (tree / "empty").rmdir()
    (tree / "empty").touch(0o700)


CHANGES: dict[str, tuple[Callable[[Path], object], set[str]]] = {
    "content": (lambda tree: (tree / "file").write_text("FILE"), {"file"}),
    "mode": (lambda tree: (tree / "file").chmod(0o600), {"file"}),
    "mode of a folder": (lambda tree: (tree / "folder").chmod(0o700), {"folder"}),
    "name": (lambda tree: (tree / "file").rename(tree / "other"), {"file", "other"}),
    "link target": (point_elsewhere, {"link"}),
    "empty folder": (lambda tree: (tree / "empty").rmdir(), {"empty"}),
    "file for a folder": (make_folder_a_file, {"empty"}),
    "new file": (lambda tree: (tree / "folder" / "new").touch(), {"folder/new"}),
    "nothing": (lambda tree: (tree / "file").write_text("file"), set()),
}


@pytest.mark.parametrize("title", CHANGES)
def test_change_is_seen(title: str, tree: Path) -> None:
    change, differing = CHANGES[title]
    before = read(tree).descriptions
    change(tree)
    after = read(tree).descriptions
    assert {path for path in {*before, *after} if before.get(path) != after.get(path)} == differing


def test_ignored_entries_are_not_read(tree: Path) -> None:
    assert set(read(tree, "*\n!folder/deep/file\n!empty").descriptions) == {
        "empty",
        "folder",
        "folder/deep",
        "folder/deep/file",
    }


def test_folder_of_an_exception_that_is_not_there(tree: Path) -> None:
    assert set(read(tree, "*\n!folder/deep/other\n!file").descriptions) == {"file"}


def test_file_that_buildkit_sends_empty(tree: Path) -> None:
    assert read(tree, "*\n!folder/deep/file\nfolder").descriptions["folder/deep/file"] == f"file 0600 {EMPTY}"


def unreadable(path: str) -> str:
    raise PermissionError(13, "Permission denied", path)


def test_unreadable_file_is_empty_as_buildkit_sends_it(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_context, "_digest_file", unreadable)
    entries = read(tree)
    assert entries.descriptions["file"] == f"file 0644 {EMPTY}"
    assert "file" in entries.unreadable
    assert entries.stat_data["file"].count(" ") == 1  # so that it is tried again


def test_unreadable_folder_is_an_entry(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scandir = os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: unreadable(path) if path.endswith("/folder") else scandir(path))
    entries = read(tree).descriptions
    assert entries["folder"] == "folder 0755 unreadable"
    assert not [path for path in entries if path.startswith("folder/")]


def test_context_that_cannot_be_read(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "scandir", unreadable)
    with pytest.raises(ImageError, match=f"^context: cannot read {tree}/? .*ignore file$"):
        read(tree)


@contextmanager
def nested(folder: Path, depth: int, name: str) -> Iterator[None]:
    """A folder in a folder and so on, with a file in the last one; what Python removes itself is not that deep."""
    current = os.open(folder, os.O_RDONLY)
    for _level in range(depth):
        os.mkdir(name, dir_fd=current)
        below = os.open(name, os.O_RDONLY, dir_fd=current)
        os.close(current)
        current = below
    os.close(os.open("file", os.O_CREAT, dir_fd=current))
    os.close(current)
    try:
        yield
    finally:
        subprocess.run(["rm", "-rf", str(folder / name)], check=True)


def test_thousand_nested_folders(tmp_path: Path) -> None:
    with nested(tmp_path, 1000, "d"):
        entries = read(tmp_path, "no\n!d/x").descriptions
    assert len(entries) == 1001
    assert "d/" * 1000 + "file" in entries


def test_path_that_is_too_long(tmp_path: Path) -> None:
    with nested(tmp_path, 60, "d" * 100):
        entries = read(tmp_path).descriptions
    assert [path.count("/") for path, text in entries.items() if text.endswith("unreadable")] == [len(entries) - 1]


def test_unreadable_file_that_is_ignored(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_context, "_digest_file", unreadable)
    assert set(read(tree, "*\n!empty").descriptions) == {"empty"}


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """A minute later, so that no file was written just now."""
    now = _context.time.time_ns() + 60_000_000_000
    monkeypatch.setattr(_context.time, "time_ns", lambda: now)


@pytest.mark.usefixtures("later")
def test_known_file_is_not_read_again(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = read(tree)
    monkeypatch.setattr(_context, "_digest_file", unreadable)
    assert read(tree, known=known) == known


@pytest.mark.usefixtures("later")
def test_known_file_with_other_content_of_the_same_size_and_time(tree: Path) -> None:
    known = read(tree)
    status = (tree / "file").stat()
    (tree / "file").write_text("FILE")
    os.utime(tree / "file", ns=(status.st_atime_ns, status.st_mtime_ns))
    again = read(tree, known=known)
    assert again.descriptions["file"] == f"file 0644 {sha256('FILE')}"
    assert again.stat_data["file"].split()[:2] == known.stat_data["file"].split()[:2]


def test_file_written_just_now_is_read_again(tree: Path) -> None:
    known = read(tree)
    assert known.stat_data["file"].count(" ") == 1
    known.descriptions["file"] = "old"
    assert read(tree, known=known).descriptions["file"] == f"file 0644 {sha256('file')}"


@pytest.mark.usefixtures("later")
def test_file_that_was_sent_empty_is_read_once_it_is_not(tree: Path) -> None:
    known = read(tree, "*\n!folder/deep/file\nfolder")
    again = read(tree, "*\n!folder/deep/file", known)
    assert again.descriptions["folder/deep/file"] == f"file 0600 {sha256('folder/deep/file')}"


def test_paths_that_engines_may_refuse() -> None:
    descriptions = {"é": "file", "z\\xff": "file", "\\xe9/in": "folder", "link": "link \\x80", "\\x7f": "link \\x"}
    assert names_that_are_no_text(descriptions) == ["\\xe9/in", "link", "z\\xff"]


def test_what_is_left_out_of_watched_paths_is_told(tmp_path: Path) -> None:
    for name in ("app/a.pem", "app/keep.pem", "app/x/__pycache__/a.pyc", "docs/b.pem", "src/lib/c.py", "one.pem"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    rules = IgnoreRules("docs\nsrc\n*.pem\n!app/**\n**/__pycache__/\n**/*.pem\n!app/keep.pem\n", "")

    def told(*watched: str) -> set[tuple[str, int, str]]:
        found = read_entries(str(tmp_path), rules, watched=watched)
        assert {path for path in found.descriptions if path.startswith("app/")} == {"app/keep.pem", "app/x"}
        return {(each.path, each.place, each.pattern) for each in found.ignored}

    of_app = {("app/a.pem", 5, "**/*.pem"), ("app/x/__pycache__", 4, "**/__pycache__")}
    assert told() == set()
    assert told("app") == of_app
    assert told("one.pem", "src/lib") == {("one.pem", 2, "*.pem"), ("src", 1, "src")}
    assert told(".") >= {*of_app, ("docs", 0, "docs"), ("one.pem", 2, "*.pem")}
