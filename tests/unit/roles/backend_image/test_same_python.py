"""Whether the runtime image has the Python that the builder has, in the same place, on the same C library."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

GLIBC, MUSL = "lib64/ld-linux-x86-64.so.2", "lib/ld-musl-x86_64.so.1"
PYTHON = ("usr/local/bin/python3.11", "usr/local/lib/python3.11/os.py")
# The files of the runtime image, those behind an arrow as links, and what is said.
IMAGES: dict[str, tuple[tuple[str, ...], str]] = {
    "the same": ((GLIBC, *PYTHON), ""),
    "bytecode alone": ((GLIBC, PYTHON[0], "usr/local/lib/python3.11/os.pyc"), ""),
    "no loader that is known": (PYTHON, ""),
    "both C libraries": ((GLIBC, MUSL, *PYTHON), ""),
    "another version": (
        (GLIBC, "usr/local/bin/python3.13", "usr/local/bin/python3.13-config", "usr/bin/python3.9"),
        "it has Python 3.9 and 3.13, and backend_image_python_image has 3.11",
    ),
    "another place": (
        (GLIBC, "usr/bin/python3.11", "usr/lib/python3.11/os.py"),
        "it has no /usr/local/bin/python3.11, where backend_image_python_image has its Python 3.11",
    ),
    "no standard library": (
        (GLIBC, PYTHON[0]),
        "it has no /usr/local/lib/python3.11, where backend_image_python_image has its Python 3.11",
    ),
    "no Python": ((GLIBC,), "it has no /usr/local/bin/python3.11, where"),
    "musl": ((MUSL, *PYTHON), "its C library is musl, and that of backend_image_python_image is glibc"),
    "merged folders": (("lib -> usr/lib", "usr/lib/ld-musl-x86_64.so.1"), "its C library is musl"),
    "links to whole paths": (("lib -> /usr/lib", "usr/lib/ld-musl-x86_64.so.1"), "its C library is musl"),
    "a program that is a link": (
        (GLIBC, PYTHON[1], "usr/local/bin/python3.11 -> /opt/python/bin/python3.11", "opt/python/bin/python3.11"), "",
    ),
    "a link that leads out": (
        (GLIBC, PYTHON[1], "usr/local/bin/python3.11 -> ../../../../../../../../usr/bin/env"),
        "it has no /usr/local/bin",
    ),
    "a circle": ((GLIBC, PYTHON[1], "usr/local/bin/python3.11 -> python3.11"), "it has no /usr/local/bin/python3.11"),
}  # fmt: skip


def fill(root: Path, files: tuple[str, ...]) -> None:
    for file in files:
        name, _arrow, target = file.partition(" -> ")
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).symlink_to(target) if target else (root / name).touch()


@pytest.mark.parametrize(("files", "said"), IMAGES.values(), ids=IMAGES)
def test_what_is_said(files: tuple[str, ...], said: str, tmp_path: Path) -> None:
    same_python = importlib.import_module("same_python")
    fill(tmp_path, files)
    given = (tmp_path, "/usr/local/bin/python3.11", "/usr/local/lib/python3.11", "3.11", "glibc")
    if not said:
        same_python.compare(*given)
        return
    with pytest.raises(same_python.OtherPythonError) as refused:
        same_python.compare(*given)
    assert str(refused.value).startswith(said)


def test_the_program_ends_with_one_message(programs: Path, tmp_path: Path) -> None:
    command = [sys.executable, str(programs / "same_python.py")]
    assert subprocess.run([*command, "/"], check=False).returncode == 0
    done = subprocess.run([*command, str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("backend_image_runtime_image cannot run what is installed here: it has no /")
