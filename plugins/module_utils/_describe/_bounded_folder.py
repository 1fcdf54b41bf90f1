# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The folder of somebody else's application, whose files may be huge, links or pipes; reads, no more than it must."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass

from .._buildkit._errors import ImageError
from .._project._folder import Folder

MOST_BYTES = 1024 * 1024  # of one file: manifests and code of people are far below
_MOST_FILES = 10000
# Where neither an application nor code of one lies.
NO_APPLICATION = frozenset(
    [
        *("node_modules", "venv", "env", "tests", "test", "docs", "doc", "examples", "example", "e2e"),
        *("dist", "build", "vendor", "fixtures", "molecule", "benchmarks"),
    ]
)
_LEFT_OUT = NO_APPLICATION | {"site-packages", "__pycache__", "out", "public", "testing", "htmlcov", "target"}


@dataclass(frozen=True)
class BoundedFolder(Folder):
    """Like Folder, but never reads out of it, nor more than MOST_BYTES of a file."""

    def read(self, path: str) -> str:
        """Return the text of a file. Raises ImageError, in one sentence, for what cannot or should not be read."""
        full = os.path.join(self.path, path)
        if not self._is_inside(full):
            raise ImageError(
                "{0}: is a link out of the folder, which no build follows; put the file there".format(path)
            )
        try:
            found = os.stat(full)
        except OSError as error:
            raise ImageError("{0}: cannot be read ({1}); mend or remove it".format(path, error.strerror)) from error
        if not stat.S_ISREG(found.st_mode):
            raise ImageError("{0}: is no file, expected a text; remove it".format(path))
        if found.st_size > MOST_BYTES:
            raise ImageError(
                "{0}: has {1} bytes, expected at most {2} of a file that people write; make it smaller".format(
                    path, found.st_size, MOST_BYTES
                )
            )
        return super().read(path)

    def _is_inside(self, full: str) -> bool:
        root = os.path.realpath(self.path)
        return os.path.commonpath([root, os.path.realpath(full)]) == root

    def mentions(self, path: str, word: bytes, most: int = 64 * MOST_BYTES) -> bool:
        """Tell whether the first `most` bytes of a lock mention a word, without keeping the lock in memory."""
        full = os.path.join(self.path, path)
        if not (os.path.isfile(full) and self._is_inside(full)):
            return False
        try:
            with open(full, "rb") as opened:
                before = b""
                while most > 0:
                    part = opened.read(MOST_BYTES)
                    if not part:
                        return False
                    if word in before + part:
                        return True
                    before, most = part[-len(word) :], most - len(part)
        except OSError:
            return False
        return False

    def inside(self, path: str) -> BoundedFolder:
        """Return a folder in this one."""
        return BoundedFolder(os.path.join(self.path, path))

    def walk(self, suffixes: tuple[str, ...], depth: int = 8) -> list[str]:
        """Return the files with these endings, below no folder of others' code, of tests or of built files."""
        found: list[str] = []
        for place, folders, files in os.walk(self.path):
            inner = os.path.relpath(place, self.path).replace(os.sep, "/")
            parts = [] if inner == "." else inner.split("/")
            folders[:] = sorted(
                name for name in folders if name not in _LEFT_OUT and name[:1] != "." and len(parts) < depth
            )
            found += ["/".join([*parts, name]) for name in sorted(files) if name.endswith(suffixes)]
            if len(found) > _MOST_FILES:
                raise ImageError(
                    "{0}: found more than {1} files of code; name the folder of one application".format(
                        self.path, _MOST_FILES
                    )
                )
        return found
