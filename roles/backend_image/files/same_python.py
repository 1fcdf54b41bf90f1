"""Refuse a runtime image that the packages of the builder could not run on: another Python, or another C library.

It runs on the builder's Python. Usage: same_python.py ROOT, the folder where the runtime image is mounted.
"""

from __future__ import annotations

import os
import platform
import re
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

PROGRAMS = ("usr/local/bin", "usr/bin", "opt/*/bin", "opt/*/*/bin")
LOADERS = {
    "musl": ("lib/ld-musl-*",),
    "glibc": ("lib64/ld-linux*", "lib64/ld64*", "lib/ld-linux*", "lib/*/ld-linux*"),
}
MOST_LINKS = 40


class OtherPythonError(Exception):
    """What the builder installs could not run on the runtime image."""


def inside(root: Path, path: str) -> Path | None:
    """Return the place below `root` of a path in the image there, or None. Its links do not lead out of it."""
    waiting, done, links = path.split("/")[::-1], root, 0
    while waiting:
        part = waiting.pop()
        if part in ("", "."):
            continue
        if part == "..":
            done = done.parent if done != root else root
            continue
        place = done / part
        if place.is_symlink():
            links += 1
            target = str(place.readlink())
            done = root if target.startswith("/") else done
            waiting += target.split("/")[::-1]
        elif place.exists():
            done = place
        else:
            return None
        if links > MOST_LINKS:
            return None
    return done


def found(root: Path, patterns: Iterable[str]) -> list[Path]:
    """Return what the patterns match in the image at `root`, whose folders may be links."""
    places = []
    for pattern in patterns:
        first, _slash, rest = pattern.partition("/")
        folder = inside(root, first)
        if folder is not None and folder.is_dir():
            places += sorted(folder.glob(rest))
    return places


def c_libraries(root: Path) -> set[str]:
    """Return the C libraries whose loaders are in the image at `root`."""
    return {name for name, patterns in LOADERS.items() if found(root, patterns)}


def versions(root: Path) -> list[str]:
    """Return the versions of Python that the image at `root` has, such as 3.11."""
    names = [path.name for path in found(root, [f"{folder}/python3.*" for folder in PROGRAMS])]
    matches = [re.fullmatch(r"python3\.(\d+)", name) for name in names]
    return [f"3.{minor}" for minor in sorted({int(match[1]) for match in matches if match})]


def compare(root: Path, program: str, stdlib: str, version: str, library: str) -> None:
    """Raise OtherPythonError where the image at `root` lacks what the builder's virtual environment needs.

    That is its `program` and its `stdlib` at the same paths, hence the same `version`, and the C `library`.
    """
    libraries = c_libraries(root)
    if libraries and library not in libraries:
        raise OtherPythonError(
            f"its C library is {' and '.join(sorted(libraries))}, and that of backend_image_python_image is {library}"
        )
    here = inside(root, program), inside(root, f"{stdlib}/os.py") or inside(root, f"{stdlib}/os.pyc")
    if None not in here:
        return
    others = versions(root)
    if others and version not in others:
        raise OtherPythonError(f"it has Python {' and '.join(others)}, and backend_image_python_image has {version}")
    absent = program if here[0] is None else stdlib
    raise OtherPythonError(f"it has no {absent}, where backend_image_python_image has its Python {version}")


def main() -> None:
    """Compare the Python that runs this with the image that the argument names."""
    program = os.path.realpath(getattr(sys, "_base_executable", "") or sys.executable)
    version = "{}.{}".format(*sys.version_info)
    try:
        compare(Path(sys.argv[1]), program, sysconfig.get_path("stdlib"), version, platform.libc_ver()[0] or "musl")
    except OtherPythonError as error:
        sys.exit(
            f"backend_image_runtime_image cannot run what is installed here: {error}. "
            "Name two images of the same Python, made from the same distribution."
        )


if __name__ == "__main__":
    main()
