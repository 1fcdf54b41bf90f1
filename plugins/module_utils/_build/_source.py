# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What lies in the folder that an image is built from; reads, never writes (private to the collection)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any, Sequence

from ._public_files import public_files
from ._rendered_head import is_rendered

# What the roles render beside a source.
_RENDERED = ("Dockerfile.prod", "Dockerfile.prod.dockerignore", ".dockerignore")
_HEAD = 4096  # bytes
SOURCE_OPTIONS: dict[str, Any] = {
    "path": {"type": "path", "required": True},
    "code": {"type": "list", "elements": "str", "default": []},
}


@dataclass(frozen=True)
class Source:
    """The names in a folder, and those of them that this collection rendered; neither where there is no folder.

    `public` are patterns of an ignore file for files of the code that are called like secrets and hold none.
    """

    exists: bool
    files: tuple[str, ...] = ()
    rendered: tuple[str, ...] = ()
    public: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as the modules document it."""
        found = {"files": self.files, "rendered": self.rendered, "public": self.public}
        return {"exists": self.exists, **{name: list(values) for name, values in found.items()}}


def look_at(path: str, code: Sequence[str] = ()) -> Source:
    """Return what lies in the folder `path`. One that this user cannot read counts as none."""
    try:
        names = sorted(os.listdir(path))
    except OSError:
        return Source(exists=False)
    files = tuple(os.fsencode(name).decode("utf-8", "backslashreplace") for name in names)
    rendered = tuple(name for name in _RENDERED if name in files and is_rendered(_head(os.path.join(path, name))))
    return Source(True, files, rendered, tuple(public_files(path, code)))


def _head(path: str) -> str:
    try:
        if not os.path.isfile(path):
            return ""
        with open(path, "rb") as opened:
            return opened.read(_HEAD).decode("utf-8", "replace")
    except OSError:
        return ""
