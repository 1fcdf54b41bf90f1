# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of the folder of a project, each error with the file and the line that named it; reads (private)."""

from __future__ import annotations

import glob
import os
import posixpath
from dataclasses import dataclass

from .._buildkit._errors import ImageError


@dataclass(frozen=True)
class Place:
    """Where something is said: a file of the project, by its path in the folder, and a line; 0 is none of them."""

    file: str
    line: int = 0

    def __str__(self) -> str:
        """Return it as editors read it."""
        return "{0}:{1}".format(self.file, self.line) if self.line else self.file


@dataclass(frozen=True)
class Folder:
    """The folder of a project, whose paths are relative and never lead out of it."""

    path: str

    def resolve(self, path: str, beside: str, place: Place) -> str:
        """Return `path`, said at `place` and relative to `beside`, as one of the project. Raises ImageError."""
        inner = posixpath.normpath(posixpath.join(beside, path))
        if path.startswith("/") or inner.startswith(".."):
            raise ImageError(
                "{0}: found {1!r}, which is outside of the source {2}; the build sees nothing else, so move it in "
                "there, or let the source be a folder above both".format(place, path, self.path)
            )
        return inner

    def demand(self, path: str, place: Place) -> str:
        """Return `path`, a file or a folder that `place` names. Raises ImageError where it is not there."""
        if not os.path.exists(os.path.join(self.path, path)):
            raise ImageError(
                "{0}: found no {1!r} in the source {2}, expected what this line names; add it or take the line "
                "out".format(place, path, self.path)
            )
        return path

    def has(self, path: str) -> bool:
        """Tell whether there is such a file or folder."""
        return os.path.exists(os.path.join(self.path, path))

    def is_folder(self, path: str) -> bool:
        """Tell whether there is such a folder."""
        return os.path.isdir(os.path.join(self.path, path))

    def names(self, path: str) -> list[str]:
        """Return the names in a folder in their order, none where there is no such folder."""
        try:
            return sorted(os.listdir(os.path.join(self.path, path)))
        except OSError:
            return []

    def matching(self, pattern: str) -> list[str]:
        """Return the paths that match a pattern of the shell, in their order."""
        start = len(self.path.rstrip("/")) + 1
        return sorted(path[start:] for path in glob.glob(os.path.join(glob.escape(self.path), pattern)))

    def read(self, path: str) -> str:
        """Return the text of a file. Raises ImageError where it cannot be read."""
        try:
            with open(os.path.join(self.path, path), encoding="utf-8", errors="replace") as opened:
                return opened.read()
        except OSError as error:
            raise ImageError(
                "{0}: cannot be read ({1}), expected a text in the source {2}".format(path, error.strerror, self.path)
            ) from error
