# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packages of the folder of a project that its lock names; reads (private to the collection).

https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile, https://python-poetry.org/docs/dependency-specification/
and https://packaging.python.org/en/latest/specifications/pylock-toml/
"""

from __future__ import annotations

import posixpath
from typing import Any, Iterator

from ._findings import Findings
from ._folder import Folder, Place
from ._pyproject import is_poetry_package, local_sources
from ._requirement_files import is_package
from ._toml import entries, read_toml, table

_KINDS_OF_UV = ("editable", "directory", "path")


def of_uv(folder: Folder) -> Findings:
    """Return what uv.lock needs. What is local is decided by uv, when it is installed."""
    found = Findings(files=["pyproject.toml", "uv.lock"])
    place = Place("uv.lock")
    for package in entries(read_toml(folder, "uv.lock"), "package"):
        source = table(package, "source")
        for kind in _KINDS_OF_UV:
            if kind in source:
                _add(folder, str(source[kind]), place, found, kind == "path")
        member = posixpath.join(str(source.get("editable") or source.get("virtual") or "."), "pyproject.toml")
        if member != "./pyproject.toml" and folder.has(member):
            found.add_file(member)  # or uv does not know what --package names
        registry = str(source.get("registry", "://"))
        if "://" not in registry:
            inner = folder.demand(folder.resolve(registry, "", place), place)
            found.add_file(inner + "/" if folder.is_folder(inner) else inner)
    return found


def of_poetry(folder: Folder, groups: list[str]) -> Findings:
    """Return what poetry.lock needs for groups of dependencies."""
    found = Findings(files=["pyproject.toml", "poetry.lock"])
    place = Place("poetry.lock")
    for package in entries(read_toml(folder, "poetry.lock"), "package"):
        source = table(package, "source")
        if not {*package.get("groups", groups)} & {*groups}:
            continue
        if source.get("type") == "directory":
            _add(folder, str(source.get("url")), place, found, False)
        elif source.get("type") == "file":
            found.add_file(folder.demand(folder.resolve(str(source.get("url")), "", place), place))
    for kind, path in local_sources(folder):
        if kind == "directory":
            _add(folder, path, Place("pyproject.toml"), found, False)
    if is_poetry_package(folder):
        found.local.setdefault(".", [])
    return found


def of_pylock(folder: Folder, path: str) -> Findings:
    """Return what a file of the form of pylock.toml needs."""
    folder.resolve(path, "", Place("pylock"))
    found = Findings(files=[folder.demand(path, Place("pylock"))], requirements=[path])
    for kind, inner in _paths_of_pylock(read_toml(folder, path)):
        inner = folder.demand(folder.resolve(inner, "", Place(path)), Place(path))
        if kind == "directory":
            found.add_local(inner, (), Place(path), is_package(folder, inner))
        else:
            found.add_file(inner)
    return found


def _paths_of_pylock(tables: Any) -> Iterator[tuple[str, str]]:
    for package in entries(tables, "packages"):
        for kind in ("directory", "archive", "sdist"):
            if "path" in table(package, kind):
                yield kind, str(table(package, kind)["path"])
        for wheel in entries(package, "wheels"):
            if "path" in wheel:
                yield "wheel", str(wheel["path"])


def _add(folder: Folder, path: str, place: Place, found: Findings, is_archive: bool) -> None:
    inner = folder.demand(folder.resolve(path, "", place), place)
    found.add_local(inner, (), place, is_archive or is_package(folder, inner))
