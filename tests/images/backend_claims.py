"""What must not be in a backend image: each claim gives the paths that break it."""

from __future__ import annotations

import ast
import re
from pathlib import PurePosixPath

from tests.rig.images import Files

ADDED = ("opt/venv/", "app/")
TOOLS = re.compile(r"(.*-)?(gcc|g\+\+|cc|c\+\+|cpp|clang|ld|as|ar|make|strip|readelf)(-\d+)?|uvx?|cargo|rustc")
PIP = re.compile(r"pip|pip-.*|pip\d.*")
BUILD_INPUT = {".a", ".c", ".cc", ".cpp", ".h", ".hpp", ".pxd", ".pyi", ".pyx"}
# Of the standard library: what a server never imports has no bytecode.
NEVER_RUN = {"distutils", "ensurepip", "idlelib", "lib2to3", "pydoc_data", "site-packages", "test", "tests"}
NEVER_RUN |= {"tkinter", "turtledemo", "venv", "_pydecimal.py", "_pyio.py", "turtle.py"}
UNCHECKED_HASH = (1).to_bytes(4, "little")


def pip(files: Files) -> list[str]:
    """Of pip itself, in the virtual environment."""
    return [name for name in files.members if name.startswith("opt/venv/") and PIP.fullmatch(PurePosixPath(name).name)]


def tools(files: Files) -> list[str]:
    """What compiles, links and installs."""
    paths = [PurePosixPath(name) for name in files.members]
    return [str(path) for path in paths if path.parent.name in {"bin", "sbin"} and TOOLS.fullmatch(path.name)]


def build_input(files: Files) -> list[str]:
    """Headers, sources in C, and types that only checkers read."""
    return [name for name in files.regular(*ADDED) if PurePosixPath(name).suffix in BUILD_INPUT]


def tests(files: Files) -> list[str]:
    """Tests of the application and of the packages, and their bytecode."""
    return [
        name
        for name in files.regular(*ADDED)
        if {"tests", "conftest.py"} & set(PurePosixPath(name).parts) or is_test_module(files, name)
    ]


def is_test_module(files: Files, name: str) -> bool:
    """Whether a file is named like a test and holds one: bytecode names what it imports, too."""
    named = PurePosixPath(name).name.startswith("test_") and name.endswith((".py", ".pyc"))
    return named and re.search(rb"pytest|unittest", files.read(name)) is not None


def no_lasting_bytecode(files: Files, stdlib: str) -> list[str]:
    """Modules whose bytecode is not there, or would not survive another time of its source."""
    library = [name for name in files.regular(f"{stdlib}/") if not NEVER_RUN & set(PurePosixPath(name).parts)]
    broken = []
    for name in (name for name in [*files.regular(*ADDED), *library] if name.endswith(".py")):
        path = PurePosixPath(name)
        bytecode = str(path.parent / "__pycache__" / f"{path.stem}.cpython-311.pyc")
        if bytecode not in files.members:
            broken += [name] if is_python(files.read(name)) else []
        elif files.read(bytecode, 8)[4:] != UNCHECKED_HASH:
            broken.append(name)
    return broken


def is_python(source: bytes) -> bool:
    """Whether a file is a module at all: packages carry templates that are none."""
    try:
        ast.parse(source)
    except (SyntaxError, ValueError):
        return False
    return True
