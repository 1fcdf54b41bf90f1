"""Notes about what BuildKit got last: of folders, by their last names."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._copies import ContextCopies

FIRST = ["/one/app", "/one/logo"]
# title: (engine and folders of a second build, whether the copies are still of the first)
SECOND: dict[str, tuple[str, list[str], bool]] = {
    "other names": ("engine", ["/other/api", "/other/assets"], True),
    "another engine": ("tcp://engine", FIRST, True),
    "a context of the same name": ("engine", ["/other/app/"], False),
    "a named context of the same name": ("engine", ["/other/api", "/other/logo"], False),
    "the same folders": ("engine", FIRST, False),
}


@pytest.mark.parametrize(("engine", "folders", "still"), SECOND.values(), ids=SECOND.keys())
def test_second_build(engine: str, folders: list[str], still: bool, tmp_path: Path) -> None:
    first = ContextCopies(str(tmp_path), "engine", FIRST)
    assert not first.are_of("f1")
    first.note("f1")
    assert first.are_of("f1")
    ContextCopies(str(tmp_path), engine, folders).note("f2")
    assert first.are_of("f1") == still


@pytest.mark.parametrize("folders", [["/other/app"], ["/one/app", "/other/app"]], ids=["another", "one more"])
def test_same_build_of_another_folder(folders: list[str], tmp_path: Path) -> None:
    ContextCopies(str(tmp_path), "engine", ["/one/app"]).note("f1")
    assert not ContextCopies(str(tmp_path), "engine", folders).are_of("f1")


def test_relative_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ContextCopies(str(tmp_path), "engine", ["logo", "."]).note("f1")
    assert ContextCopies(str(tmp_path), "engine", [str(tmp_path), f"{tmp_path}/logo"]).are_of("f1")


def test_names_that_are_no_text(tmp_path: Path) -> None:
    copies = ContextCopies(str(tmp_path), "engine", ["/one/\udcff"])
    copies.note("f1")
    assert copies.are_of("f1")
