# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is found in the folder of a project (private to the collection)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .._buildkit._errors import ImageError
from ._folder import Place


@dataclass
class Findings:
    """The files that the packages are decided by, and the packages that the folder holds itself.

    `requirements` are those of the files that list requirements, `local` has for each path of a folder or an archive
    the extras that are asked for, `git` the hosts by the place that names them, `code` where the code of
    these packages lies, `texts` what metadata are made of, and
    `unversioned` the pyproject.toml of packages whose version comes from git alone.
    """

    files: list[str] = field(default_factory=list)
    requirements: list[str] = field(default_factory=list)
    local: dict[str, list[str]] = field(default_factory=dict)
    code: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    git: list[dict[str, Any]] = field(default_factory=list)
    unversioned: list[str] = field(default_factory=list)

    def add_file(self, path: str) -> None:
        """Remember a file or a folder, once."""
        if path not in self.files:
            self.files.append(path)

    def add_local(self, path: str, extras: tuple[str, ...], place: Place, is_package: bool) -> None:
        """Remember a package of the folder with its extras. Raises ImageError for a folder that is no package."""
        if not is_package:
            raise ImageError(
                "{0}: found the folder {1!r} without pyproject.toml and setup.py, expected a Python package; add one "
                "of them, or take the line out".format(place, path)
            )
        known = self.local.setdefault(path, [])
        known += [extra for extra in extras if extra not in known]

    def copies(self) -> list[list[str]]:
        """Return the words of each COPY that brings the files to their places, in the order of the folders."""
        by_folder: dict[str, list[str]] = {}
        single = []
        for path in self.files:
            folder, slash, _name = path.rpartition("/")
            if path.endswith("/"):
                single.append([path.rstrip("/"), "./" + path])
            else:
                by_folder.setdefault("./" + folder + slash, []).append(path)
        return [[*paths, folder] for folder, paths in by_folder.items()] + single
