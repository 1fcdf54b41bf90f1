"""Take out of a virtual environment what never runs: what only compilers and type checkers read, and tests.

What a package reads or imports itself stays. Usage: drop_files.py LIB CUT PATTERNS; PATTERNS is a JSON mapping with the
lists `files` and `folders` and the switch `test_modules`. What is taken out moves to CUT, so that it can be put back.
"""

from __future__ import annotations

import json
import os
import re
import sys
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from python_source import Source

TEST_FRAMEWORK = re.compile(rb"^[ \t]*(?:import|from)[ \t]+(?:pytest|unittest)", re.MULTILINE)
# They read their own headers to hand them to a C compiler, which no image has.
FOR_A_COMPILER = {"Cython", "cffi", "numpy", "pybind11"}
# Compiled at run time, by the driver of a graphics card, together with the headers beside them.
GPU_SOURCES = {".cl", ".cu", ".cuh"}
# lazy_loader reads the stub beside the module that calls this.
READS_STUBS = b"attach_stub"


@dataclass(frozen=True)
class Patterns:
    """What is taken out: names of files, ends of the paths of folders, and modules of tests beside the code."""

    files: list[str]
    folders: list[str]
    test_modules: bool

    def match_folder(self, path: str) -> bool:
        """Tell whether a folder, by its path with a leading slash, is one of those."""
        return any(fnmatchcase(path, "*/" + pattern) for pattern in self.folders)

    def name_folder(self, path: str) -> bool:
        """Tell whether a folder is meant by its path, such as alembic/testing, and not by a word."""
        return any(fnmatchcase(path, "*/" + pattern) for pattern in self.folders if "/" in pattern)

    def match_file(self, name: str) -> bool:
        """Tell whether a file is one of those by its name."""
        return any(fnmatchcase(name, pattern) for pattern in self.files)


class Tree:
    """The files of the packages, sorted by what becomes of them; paths are relative to the folder of the packages."""

    def __init__(self, site: Path, patterns: Patterns) -> None:
        """Walk through `site`."""
        self.site = site
        self.folders: list[str] = []
        self.files: list[str] = []
        self.sources: list[Source] = []
        self.gpu_packages: set[str] = set()
        for folder, names, files in os.walk(site):
            path = folder[len(str(site)) + 1 :]
            if path and patterns.match_folder("/" + path):
                self.folders.append(path)
                names.clear()
                continue
            for name in files:
                self._sort(f"{path}/{name}" if path else name, name, patterns)

    def _sort(self, path: str, name: str, patterns: Patterns) -> None:
        if suffix_of(name) in GPU_SOURCES:
            self.gpu_packages.add(package_of(path))
        if patterns.match_file(name):
            self.files.append(path)
        elif name.endswith(".py"):
            source = Source(self.site, path)
            if patterns.test_modules and name.startswith("test_") and TEST_FRAMEWORK.search(source.content):
                self.files.append(path)
            else:
                self.sources.append(source)


def package_of(path: str) -> str:
    """Return the package that a file belongs to: the first part of its path."""
    return path.split("/", 1)[0]


def suffix_of(path: str) -> str:
    """Return what a file's name ends with, from its last dot on."""
    return "." + path.rpartition(".")[2]


def folders_to_drop(tree: Tree, patterns: Patterns) -> list[str]:
    """Return the folders that go: those that are named by more than a word, and those that no module imports."""
    dropped, sources = set(tree.folders), list(tree.sources)
    while sources:
        named = {path for path in dropped if any(source.imports(path) for source in sources)}
        stay = {path for path in named if not patterns.name_folder("/" + path)}
        dropped -= stay
        sources = [
            Source(tree.site, str(found.relative_to(tree.site)))
            for path in stay
            for found in (tree.site / path).rglob("*.py")
        ]
    return sorted(dropped)


def modules_of(tree: Tree, folders: list[str]) -> list[str]:
    """Return the modules beside such folders that cannot be imported without them."""
    return [source.path for source in tree.sources if any(source.needs(path) for path in folders)]


def files_to_drop(tree: Tree) -> list[str]:
    """Return the files whose package does not read them: none of its modules has their name or suffix as a text."""
    of_package: dict[str, list[Source]] = {}
    for source in tree.sources:
        of_package.setdefault(package_of(source.path), []).append(source)
    kinds: dict[tuple[str, str], list[str]] = {}
    for path in tree.files:
        kinds.setdefault((package_of(path), suffix_of(path)), []).append(path)
    dropped: list[str] = []
    for (package, suffix), paths in kinds.items():
        if package in FOR_A_COMPILER or not _is_read(package, suffix, paths, of_package, tree.gpu_packages):
            dropped += paths
    return sorted(dropped)


def _is_read(
    package: str, suffix: str, paths: list[str], sources: dict[str, list[Source]], gpu_packages: set[str]
) -> bool:
    if suffix == ".py":
        return False
    if package in gpu_packages and suffix != ".pyi":
        return True
    names = {path.rpartition("/")[2] for path in paths}
    of_package = sources.get(package, [])
    if suffix == ".pyi" and any(READS_STUBS in source.content for source in of_package):
        return True
    return any(source.has_text_of(suffix, names) for source in of_package)


def move(lib: Path, cut: Path, path: Path) -> None:
    """Move a file or a folder out of `lib`, to the same place below `cut`."""
    target = cut / path.relative_to(lib)
    target.parent.mkdir(parents=True, exist_ok=True)
    path.replace(target)


def main() -> None:
    """Drop what the patterns name and nothing reads, in each folder of packages below LIB."""
    lib, cut, patterns = Path(sys.argv[1]), Path(sys.argv[2]) / "files", Patterns(**json.loads(sys.argv[3]))
    for site in sorted(lib.glob("python*/site-packages")):
        tree = Tree(site, patterns)
        folders = folders_to_drop(tree, patterns)
        for path in (*folders, *modules_of(tree, folders), *files_to_drop(tree)):
            move(lib, cut, site / path)


if __name__ == "__main__":
    main()
