# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requirement files, with those that they include; reads (private to the collection)."""

from __future__ import annotations

import posixpath

from .._buildkit._errors import ImageError
from ._findings import Findings
from ._folder import Folder, Place
from ._pyproject import uv_sources
from ._requirement_lines import ARCHIVES, Line, local_requirement, read_lines


def follow(folder: Folder, paths: list[str]) -> Findings:
    """Return what requirement files need. Raises ImageError for what is missing, outside, or goes in a circle."""
    found = Findings()
    for path in paths:
        folder.resolve(path, "", Place("requirements"))
        _read(folder, folder.demand(path, Place("requirements")), found, ())
    return found


def _read(folder: Folder, path: str, found: Findings, above: tuple[str, ...]) -> None:
    found.add_file(path)
    if path not in found.requirements:
        found.requirements.append(path)
    for line in read_lines(folder.read(path)):
        place = Place(path, line.number)
        if line.kind in ("include", "constraint") and "://" not in line.value:
            inner = folder.resolve(line.value, posixpath.dirname(path), place)
            if inner in (*above, path):
                raise ImageError(
                    "{0}: found {1!r}, which includes this file again ({2}); take one of these lines out".format(
                        place, line.value, " -> ".join([*above, path, inner])
                    )
                )
            _read(folder, folder.demand(inner, place), found, (*above, path))
        elif line.kind == "links" and "://" not in line.value.replace("file://", ""):
            _add_links(folder, line, place, found)
        elif line.kind in ("requirement", "editable"):
            _add_local(folder, line, place, found)


def _add_links(folder: Folder, line: Line, place: Place, found: Findings) -> None:
    # Relative to the file where it is there, else to the folder of the project, as pip has it.
    value = line.value.replace("file://", "").replace("file:", "")
    beside = folder.resolve(value, posixpath.dirname(place.file), place)
    inner = beside if folder.has(beside) else folder.resolve(value, "", place)
    folder.demand(inner, place)
    found.add_file(inner + "/" if folder.is_folder(inner) else inner)


def _add_local(folder: Folder, line: Line, place: Place, found: Findings) -> None:
    local = local_requirement(line.value)
    if local is None:
        return
    inner = folder.demand(folder.resolve(local.path, "", place), place)
    if local.is_archive:
        found.add_file(inner)
    else:
        _add_package(folder, inner, local.extras, place, found)


def _add_package(folder: Folder, path: str, extras: tuple[str, ...], place: Place, found: Findings) -> None:
    known = path in found.local
    found.add_local(path, extras, place, path.endswith(ARCHIVES) or is_package(folder, path))
    said = Place(posixpath.normpath(posixpath.join(path, "pyproject.toml")))
    for inner in [] if known else uv_sources(folder, path):
        _add_package(folder, folder.demand(folder.resolve(inner, "", said), said), (), said, found)


def is_package(folder: Folder, path: str) -> bool:
    """Tell whether something can be built of a folder."""
    return any(folder.has(posixpath.join(path, name)) for name in ("pyproject.toml", "setup.py"))
