"""The modules of the packages in a folder, as an import statement names them."""

from __future__ import annotations

import keyword
import mmap
import os
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

# Programs, and tests that are kept: importing them runs what no application runs.
LEFT_OUT = {"__main__", "__pycache__", "tests", "conftest"}


def find_modules(site: Path) -> list[str]:
    """Return the names of the modules in Python and of the extension modules, sorted."""
    found = set()
    for folder, folders, files in os.walk(site):
        parts = folder[len(str(site)) + 1 :].split("/") if folder != str(site) else []
        if parts and "__init__.py" not in files and is_in_a_package(site, parts):
            folders.clear()  # templates or scripts, which are no modules of the package around them
            continue
        folders[:] = [name for name in folders if is_name(name)]
        for file in files:
            stem = file.partition(".")[0]
            if is_name(stem) and is_module(Path(folder, file), stem):
                found.add(".".join(parts if stem == "__init__" else [*parts, stem]))
    return sorted(found - {""})


def is_name(text: str) -> bool:
    """Tell whether an import statement can name it, and an application might."""
    return text.isidentifier() and not keyword.iskeyword(text) and text not in LEFT_OUT and text[:5] != "test_"


def is_in_a_package(site: Path, parts: list[str]) -> bool:
    """Tell whether a folder around one is a package that says so; one of a namespace does not."""
    return any(site.joinpath(*parts[:count], "__init__.py").is_file() for count in range(1, len(parts)))


def is_module(path: Path, stem: str) -> bool:
    """Tell whether a file is a module in Python, or a shared object that Python can load as one."""
    if path.name == stem + ".py":
        return True
    if path.name[len(stem) :] not in EXTENSION_SUFFIXES:
        return False
    return contains(path, b"PyInit_" + stem.encode() + b"\0")


def contains(path: Path, text: bytes) -> bool:
    """Tell whether a file has these bytes, without reading a large one into memory."""
    if not path.is_file() or not path.stat().st_size:
        return False
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return content.find(text) >= 0
