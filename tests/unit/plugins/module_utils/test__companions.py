"""Companions of an image: staged beside their places, put there at once, or cleared away."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._companions import Companions, undisturbed
from ansible_collections.sovd.prod_images.plugins.module_utils._errors import ImageError


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_each_file_changes_when_it_is_placed_and_no_sooner(tmp_path: Path) -> None:
    old, new = tmp_path / "Dockerfile", tmp_path / "made" / "Dockerfile.dockerignore"
    old.write_text("old\n")
    old.chmod(0o640)
    companions = Companions({str(old): "new\n", str(new): "**\r\n"})
    companions.stage()
    assert (old.read_text(), new.exists()) == ("old\n", False)
    companions.place()
    assert (old.read_text(), new.read_bytes()) == ("new\n", b"**\r\n")
    assert (old.stat().st_mode & 0o777, new.stat().st_mode & 0o777) == (0o640, 0o644)
    companions.clear()
    assert (names(tmp_path), names(tmp_path / "made")) == (["Dockerfile", "made"], ["Dockerfile.dockerignore"])


def test_a_file_that_has_its_text_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    file.write_text("same\n")
    before = file.stat()
    companions = Companions({str(file): "same\n"})
    companions.stage()
    assert names(tmp_path) == ["Dockerfile"]
    companions.place()
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_what_was_staged_and_not_placed_is_cleared_by_the_next_run(tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    file.write_text("old\n")
    Companions({str(file): "new\n"}).stage()
    assert len(names(tmp_path)) == 2
    Companions({str(file): "newer\n"}).clear()
    assert (names(tmp_path), file.read_text()) == (["Dockerfile"], "old\n")


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    file, link = tmp_path / "file", tmp_path / "link"
    file.write_text("old\n")
    link.symlink_to("file")
    companions = Companions({str(link): "new\n"})
    companions.stage()
    companions.place()
    assert (link.is_symlink(), file.read_text()) == (True, "new\n")


def test_a_place_that_is_no_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    path = f"{tmp_path}/file/Dockerfile"
    with pytest.raises(ImageError, match=rf"^companion_files: {path} cannot be written \(.+\), so no image gets"):
        Companions({path: "new\n"}).stage()


def test_a_signal_waits_for_the_end_of_the_block() -> None:
    done = []

    def interrupted() -> None:
        with undisturbed():
            os.kill(os.getpid(), signal.SIGINT)
            done.append(True)

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert done == [True]
