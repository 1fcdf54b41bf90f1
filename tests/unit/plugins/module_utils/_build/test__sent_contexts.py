"""What BuildKit's copies of the contexts hold, and when a copy would do."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._request import BuildRequest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._sent_contexts import (
    MAIN,
    remove_forgotten_contexts,
    sent_contexts,
    sent_entries,
)

FILE, SAME_LOOKS, LATER = "1 100 aaa", "1 100 bbb", "1 200 bbb"


def send(folder: Path, entry: str, *, arrived: bool = True, context: str = "/src/app", builder: str = "b") -> Any:
    """Send one file, and return what is known of the copy that it is compared with."""
    with sent_contexts(str(folder), builder, context, {MAIN: {"a": entry}}) as sent:
        if arrived:
            sent.arrived({MAIN})
    return sent


# title: (what was sent before and whether it came whole, what is sent now, whether the same copy would do)
BEFORE: dict[str, tuple[list[tuple[str, bool]], str, bool]] = {
    "the same": ([(FILE, True)], FILE, True),
    "a later file": ([(FILE, True)], LATER, True),
    "another of the same looks": ([(FILE, True)], SAME_LOOKS, False),
    "looks of the one before the last": ([(FILE, True), (LATER, True)], SAME_LOOKS, True),
    "the last one may not have come": ([(FILE, True), (LATER, False)], SAME_LOOKS, False),
    "nothing is certain to have come": ([(FILE, False)], SAME_LOOKS, False),
    "the one that did not come": ([(FILE, True), (LATER, False)], LATER, True),
    "what did not come is replaced": ([(FILE, True), (LATER, False), (LATER, True)], SAME_LOOKS, True),
    "a folder of another mode": ([("folder folder 0755", True)], "folder folder 0700", False),
    "a folder instead of a file": ([(FILE, True)], "folder folder 0700", True),
}


@pytest.mark.parametrize(("before", "now", "same"), BEFORE.values(), ids=BEFORE.keys())
def test_key(before: list[tuple[str, bool]], now: str, same: bool, tmp_path: Path) -> None:
    keys = [send(tmp_path, entry, arrived=arrived).key for entry, arrived in before]
    sent = send(tmp_path, now)
    assert re.fullmatch("[0-9a-f]{12}", sent.key)
    assert (sent.key == keys[-1], sent.overlooked) == (same, [] if same else ["a"])


def test_build_that_is_killed_leaves_both(tmp_path: Path) -> None:
    first = send(tmp_path, FILE)
    with pytest.raises(KeyboardInterrupt), sent_contexts(str(tmp_path), "b", "/src/app", {MAIN: {"a": LATER}}):
        raise KeyboardInterrupt
    assert send(tmp_path, LATER).key == first.key
    with pytest.raises(KeyboardInterrupt), sent_contexts(str(tmp_path), "b", "/src/app", {MAIN: {"a": "1 300 c"}}):
        raise KeyboardInterrupt
    assert send(tmp_path, "1 200 x").overlooked == ["a"]


def test_folders_of_one_name_share_a_copy_as_with_buildx(tmp_path: Path) -> None:
    first = send(tmp_path, FILE)
    assert send(tmp_path, LATER, context="/other/app").key == first.key
    assert send(tmp_path, LATER, context="/other/app/").key == first.key
    assert send(tmp_path, LATER, context="/src/other").key != first.key
    assert send(tmp_path, LATER, builder="another").key != first.key


def test_builds_at_once_have_copies_of_their_own(tmp_path: Path) -> None:
    with sent_contexts(str(tmp_path), "b", "/src/app", {MAIN: {}}) as first:
        second = send(tmp_path, FILE)
        assert first.key != second.key
    assert {send(tmp_path, FILE).key for _number in range(2)} == {first.key}
    with sent_contexts(str(tmp_path), "b", "/src/app", {MAIN: {}}):
        assert send(tmp_path, FILE).key == second.key


@pytest.mark.parametrize("content", [b"", b"no gzip", b"\x1f\x8b"])
def test_damaged_file_means_a_new_copy(content: bytes, tmp_path: Path) -> None:
    first = send(tmp_path, FILE)
    (file,) = tmp_path.glob("*.sent")
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_bytes(content)
    again = send(tmp_path, FILE)
    assert (again.key != first.key, again.overlooked) == (True, [])


def request() -> BuildRequest:
    contexts = {"a/b": "named", "base": "docker-image://debian"}
    params = {"name": "app", "tag": "1", "context": "src", "dockerfile": "D", "pull": "missing"}
    wanted: BuildRequest = BuildRequest.of({**params, "build_contexts": contexts})
    return wanted


def test_entries() -> None:
    values = {
        "file": {"f": "file 0644 x", "d": "folder 0755", "l": "link f"},
        "build_context": {"a/b//f": "file 0644 y", "base": "docker-image://debian"},
    }
    stat_data = {"file": {"f": "1 2 3 4 5"}, "build_context": {"a/b//f": "6 7"}}
    entries = sent_entries(request(), values, stat_data)
    assert {name: sorted(paths) for name, paths in entries.items()} == {MAIN: ["d", "f"], "a/b": ["f"]}
    assert entries[MAIN]["f"].split()[:2] == ["1", "2"]
    assert entries["a/b"]["f"].split()[:2] == ["6", "7"]
    assert entries[MAIN]["f"].split()[2] != entries["a/b"]["f"].split()[2]


def test_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("links", "src", "named"):
        (tmp_path / name).mkdir()
    (tmp_path / "src" / "file").write_text("source")
    (tmp_path / "named" / "file").write_text("named")
    monkeypatch.chdir(tmp_path)
    with sent_contexts(str(tmp_path), "b", "src", {MAIN: {}}) as sent:
        linked = sent.link(request(), str(tmp_path / "links"))
    assert linked.context == f"{tmp_path}/links/{sent.key}"
    assert linked.build_contexts == {"a/b": f"{tmp_path}/links/{sent.key}-a_b", "base": "docker-image://debian"}
    assert Path(linked.context, "file").read_text() == "source"
    assert Path(linked.build_contexts["a/b"], "file").read_text() == "named"


def test_copies_that_no_build_used_for_a_month_are_forgotten(tmp_path: Path) -> None:
    for name, days in (("old.sent", 31), ("new.sent", 29), ("old.json", 31)):
        (tmp_path / name).touch()
        then = time.time() - days * 24 * 3600
        os.utime(tmp_path / name, (then, then))
    remove_forgotten_contexts(str(tmp_path))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new.sent", "old.json"]
