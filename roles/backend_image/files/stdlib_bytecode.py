"""Compile the standard library of the runtime image, for the interpreter in it.

It runs on the builder's Python, which is the same one. Usage: stdlib_bytecode.py BASE ROOTFS, the folder where the
runtime image is mounted and the one that gets the bytecode. Hashes that nobody checks outlive a change of the times.
"""

from __future__ import annotations

import importlib.util
import py_compile
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

# Tools and tests, and the modules whose place one in C takes.
NEVER_RUN = {
    *("distutils", "ensurepip", "idlelib", "lib2to3", "pydoc_data", "site-packages", "test", "tests", "tkinter"),
    *("turtledemo", "venv", "_pydecimal.py", "_pyio.py", "turtle.py"),
}


def sources(stdlib: Path) -> Iterator[Path]:
    """Yield the modules that a program may import."""
    for path in stdlib.rglob("*.py"):
        if not path.is_symlink() and not NEVER_RUN & set(path.relative_to(stdlib).parts):
            yield path


def main() -> None:
    """Compile each module to the place where the interpreter looks for it."""
    base, rootfs = Path(sys.argv[1]), sys.argv[2]
    mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
    for source in sources(base / sysconfig.get_path("stdlib").lstrip("/")):
        path = f"/{source.relative_to(base)}"
        target = rootfs + importlib.util.cache_from_source(path)
        py_compile.compile(str(source), target, path, doraise=True, invalidation_mode=mode)


if __name__ == "__main__":
    main()
