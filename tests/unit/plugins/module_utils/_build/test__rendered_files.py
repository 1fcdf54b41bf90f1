"""Rendered files: staged beside their places, put there at once, or cleared away."""

from __future__ import annotations

import fcntl
import multiprocessing
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build import _rendered_files
from ansible_collections.sovd.prod_images.plugins.module_utils._build._rendered_files import RenderedFiles
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o7777


def test_each_file_changes_when_it_is_placed_and_no_sooner(tmp_path: Path) -> None:
    old, new = tmp_path / "Dockerfile", tmp_path / "made" / "Dockerfile.dockerignore"
    old.write_text("old\n")
    old.chmod(0o640)
    rendered = RenderedFiles({str(old): "new\n", str(new): "**\r\n"})
    with rendered.replacing():
        assert (old.read_text(), new.exists()) == ("old\n", False)
        assert len(names(tmp_path)) == 3
    assert (old.read_text(), new.read_bytes()) == ("new\n", b"**\r\n")
    assert (mode(old), mode(new), mode(new.parent)) == (0o644, 0o644, 0o755)
    assert (names(tmp_path), names(tmp_path / "made")) == (["Dockerfile", "made"], ["Dockerfile.dockerignore"])
    assert rendered.differences() == []


def test_a_file_that_has_its_text_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    file.write_text("same\n")
    file.chmod(0o664)  # of a checkout under another umask
    before = file.stat()
    rendered = RenderedFiles({str(file): "same\n"})
    assert rendered.differences() == []
    with rendered.replacing():
        assert names(tmp_path) == ["Dockerfile"]
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
    (found,) = RenderedFiles({str(file): "new\n"}).differences()
    assert found == {"before_header": str(file), "after_header": str(file), "before": before, "after": "new\n"}


OURS = "# Rendered by sovd.prod_images: from roles/backend_image/templates/Dockerfile.prod.j2.\n"


@pytest.mark.parametrize("before", ["FROM a\n", "", "FROM a\n" * 5 + OURS, "\xff"])
def test_what_somebody_else_wrote_stays(before: str, tmp_path: Path) -> None:
    theirs, ours = tmp_path / "Dockerfile.prod", tmp_path / "a first one"
    theirs.write_text(before)
    rendered = RenderedFiles({str(ours): OURS, str(theirs): OURS}, "rendered_files")
    for change in (rendered.differences, rendered.replace, lambda: rendered.replacing().__enter__()):
        with pytest.raises(ImageError) as refused:
            change()
        assert str(refused.value).startswith(f"rendered_files: found a file {theirs} that was not rendered by sovd")
        assert str(refused.value).endswith("move or rename it, or name another place in backend_image_render_dir")
    assert (names(tmp_path), theirs.read_text()) == (["Dockerfile.prod"], before)


def test_what_is_ours_is_replaced_and_a_text_without_a_head_replaces_anything(tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile.prod"
    for before, after in (("FROM a\n", "FROM b\n"), (OURS + "FROM a\n", OURS + "FROM b\n")):
        file.write_text(before)
        RenderedFiles({str(file): after}).replace()
        assert file.read_text() == after


def test_a_block_that_fails_leaves_the_files(tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    file.write_text("old\n")
    with pytest.raises(ImageError, match="no tag"), RenderedFiles({str(file): "new\n"}).replacing():
        raise ImageError("no tag")
    assert (names(tmp_path), file.read_text()) == (["Dockerfile"], "old\n")


def test_what_a_killed_run_left_is_cleared_by_the_next(tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    file.write_text("old\n")
    killed = os.fork()
    if killed == 0:
        with RenderedFiles({str(file): "new\n"}).replacing():
            os._exit(0)
    os.waitpid(killed, 0)
    assert len(names(tmp_path)) == 2
    RenderedFiles({str(file): "newer\n"}).clear()
    assert (names(tmp_path), file.read_text()) == (["Dockerfile"], "old\n")


def replace_slowly(file: Path, held: Any, release: Any) -> None:
    with RenderedFiles({str(file): "first\n"}).replacing():
        held.set()
        release.wait(10)


def test_tasks_at_once_replace_a_file_one_after_the_other(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    held, release, file = context.Event(), context.Event(), tmp_path / "Dockerfile"
    one = context.Process(target=replace_slowly, args=(file, held, release))
    other = context.Process(target=RenderedFiles({str(file): "second\n"}).replace)
    one.start()
    assert held.wait(10)
    other.start()
    other.join(0.5)
    assert (other.is_alive(), file.exists()) == (True, False)
    release.set()
    for process in (one, other):
        process.join(10)
    assert (names(tmp_path), file.read_text()) == (["Dockerfile"], "second\n")


@pytest.fixture(params=[0o022, 0o002, 0o077], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.mark.usefixtures("umask")
def test_folder_that_what_started_the_play_has_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As by `flock FOLDER ansible-playbook`, for which a task that waited would wait for ever."""
    monkeypatch.setattr(_rendered_files, "_LOCK_TIMEOUT", 0.1)
    handle = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    with pytest.raises(ImageError, match=r"^files: found that another program has locked the folder .*flock"):
        RenderedFiles({str(tmp_path / "Dockerfile"): "new\n"}).replace()
    os.close(handle)
    assert names(tmp_path) == []


def test_folder_that_is_made_is_locked_too(tmp_path: Path) -> None:
    file = tmp_path / "new" / "Dockerfile"
    with RenderedFiles({str(file): "new\n"}).replacing():
        handle = os.open(file.parent, os.O_RDONLY)
        with pytest.raises(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(handle)


def test_a_file_that_was_replaced_is_current_under_any_umask(tmp_path: Path) -> None:
    file = tmp_path / "made" / "now" / "nginx.conf"
    rendered = RenderedFiles({str(file): "new\n"})
    assert [each["before"] for each in rendered.replace()] == [""]
    assert (rendered.differences(), rendered.replace()) == ([], [])
    assert [mode(each) for each in (file, file.parent, file.parent.parent)] == [0o644, 0o755, 0o755]


def test_none_is_replaced_where_one_cannot_be(tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    file.write_text("old\n")
    with pytest.raises(ImageError, match=r"^files: /proc/no/file cannot be written"):
        RenderedFiles({str(file): "new\n", "/proc/no/file": "new\n"}).replace()
    assert (names(tmp_path), file.read_text()) == (["Dockerfile"], "old\n")


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    file, link = tmp_path / "file", tmp_path / "link"
    file.write_text("old\n")
    link.symlink_to("file")
    rendered = RenderedFiles({str(link): "new\n"})
    rendered.replace()
    assert (link.is_symlink(), file.read_text()) == (True, "new\n")


def test_paths_of_the_option(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", "/home/user")
    rendered = RenderedFiles.of({"files": {"~/a": "", "b/../c": "", "/d": 1}}, "files")
    assert rendered.texts == {"/home/user/a": "", f"{tmp_path}/c": "", "/d": "1"}


@pytest.mark.parametrize("name", ["file/Dockerfile", "."], ids=["in a file", "a folder"])
def test_a_place_that_cannot_be_used_is_named(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    path = f"{tmp_path}/{name}"
    with pytest.raises(ImageError, match=rf"^files: {path} cannot be read \(.+\), so nothing is changed"):
        RenderedFiles({path: "new\n"}).replace()


def test_a_folder_that_cannot_be_made_is_named() -> None:
    path = "/proc/no/Dockerfile"
    with pytest.raises(ImageError, match=rf"^files: {path} cannot be written \(.+\), so nothing is changed"):
        RenderedFiles({path: "new\n"}).replace()
