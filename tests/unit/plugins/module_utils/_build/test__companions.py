"""Companions of an image: staged beside their places, put there at once, or cleared away."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._companions import Companions
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o7777


def test_each_file_changes_when_it_is_placed_and_no_sooner(tmp_path: Path) -> None:
    old, new = tmp_path / "Dockerfile", tmp_path / "made" / "Dockerfile.dockerignore"
    old.write_text("old\n")
    old.chmod(0o640)
    companions = Companions({str(old): "new\n", str(new): "**\r\n"})
    companions.stage()
    assert (old.read_text(), new.exists()) == ("old\n", False)
    companions.place()
    assert (old.read_text(), new.read_bytes()) == ("new\n", b"**\r\n")
    assert (mode(old), mode(new), mode(new.parent)) == (0o644, 0o644, 0o755)
    companions.clear()
    assert (names(tmp_path), names(tmp_path / "made")) == (["Dockerfile", "made"], ["Dockerfile.dockerignore"])
    assert companions.differences() == []


def test_a_file_that_has_its_text_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    file.write_text("same\n")
    file.chmod(0o664)  # of a checkout under another umask
    before = file.stat()
    companions = Companions({str(file): "same\n"})
    assert companions.differences() == []
    companions.stage()
    assert names(tmp_path) == ["Dockerfile"]
    companions.place()
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize(
    ("content", "bits", "before"),
    [(None, 0, ""), (b"new\r\n", 0o644, "new\r\n"), (b"\xff", 0o644, "\ufffd"), (b"new\n", 0o640, "new\n")],
    ids=["not there", "another end of line", "no text", "not for all to read"],
)
def test_what_differs_is_told(content: bytes | None, bits: int, before: str, tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    if content is not None:
        file.write_bytes(content)
        file.chmod(bits)
    (found,) = Companions({str(file): "new\n"}).differences()
    assert found == {"before_header": str(file), "after_header": str(file), "before": before, "after": "new\n"}


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


def test_paths_of_the_option(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", "/home/user")
    assert list(Companions.of({"~/a": "", "b/../c": "", "/d": ""}).texts) == ["/home/user/a", f"{tmp_path}/c", "/d"]


@pytest.mark.parametrize("name", ["file/Dockerfile", "."], ids=["in a file", "a folder"])
def test_a_place_that_cannot_be_used_is_named(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    path = f"{tmp_path}/{name}"
    with pytest.raises(ImageError, match=rf"^companion_files: {path} cannot be read \(.+\), so no image gets the tag"):
        Companions({path: "new\n"}).stage()


def test_a_folder_that_cannot_be_made_is_named() -> None:
    path = "/proc/no/Dockerfile"
    with pytest.raises(ImageError, match=rf"^companion_files: {path} cannot be written \(.+\), so no image gets the"):
        Companions({path: "new\n"}).stage()
