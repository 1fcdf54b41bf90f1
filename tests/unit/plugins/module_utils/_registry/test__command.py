"""Commands that speak to registries; tests/module/test_publish_papers.py and test_promote.py have the real ones."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._command import Command, write_private


def run(script: str, *arguments: str, path: str = "sh", timeout: int = 60, **more: str) -> str:
    command = Command("copier", path, timeout, "see both", "wait")
    return str(command.run("r.example", "copying it", ["-c", script, *arguments], more))


def test_what_it_prints_and_knows() -> None:
    assert run("echo $0 $A $LC_ALL", "word", A="hush") == "word hush C.UTF-8\n"


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo 'Error: no key' >&2; echo main.go:1 >&2; exit 1", "Error: no key"),
        ("echo one >&2; echo two >&2; exit 1", "two"),
        ("exit 3", "it printed nothing"),
        (f"echo {'x' * 600}the-end >&2; exit 1", "x" * 493 + "the-end"),
    ],
)
def test_failure_names_registry_and_step(script: str, said: str) -> None:
    with pytest.raises(ImageError) as raised:
        run(script)
    told = f"registry r.example: copying it: copier failed ({said}); see both. What was published before is as it was;"
    assert str(raised.value).startswith(told)
    assert raised.value.details == {"registry": "r.example", "step": "copying it"}


def test_no_command_and_no_answer() -> None:
    with pytest.raises(ImageError, match=r"^copier: cannot run '/nowhere' \(No such file.*; install copier on the tar"):
        run("", path="/nowhere")
    with pytest.raises(ImageError, match=r"^registry r.example: copying it: copier gave no answer within 2 seconds; w"):
        run("exec sleep 60", timeout=2)


def test_private_file_is_new_and_of_this_user(tmp_path: Path) -> None:
    path = tmp_path / "login"
    write_private(str(path), "hush")
    assert (path.read_text(encoding="utf-8"), stat.S_IMODE(path.stat().st_mode)) == ("hush", 0o600)
    with pytest.raises(FileExistsError):
        write_private(str(path), "other")
