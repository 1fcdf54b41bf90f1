# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A file that BuildKit reads from a folder that it was sent; reads, never writes (private to the collection).

Links are followed as if the folder were the root of the file system, and what they do not reach there is not found:
https://github.com/tonistiigi/fsutil (followlinks.go) and https://github.com/containerd/continuity (fs/path.go).
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass

from ._errors import ImageError

_MOST_LINKS = 255


@dataclass(frozen=True)
class RootedFile:
    """The bytes that BuildKit reads, or None where it finds no file.

    `elsewhere` is the path that a link of that name leads to, where BuildKit does not get there, and None otherwise.
    """

    content: bytes | None
    elsewhere: str | None


def read_rooted(folder: str, name: str) -> RootedFile:
    """Return the file `name` of `folder` as BuildKit reads it. Raises ImageError where it cannot be read."""
    path = os.path.join(folder, name)
    found = _resolve(os.path.realpath(folder), name)
    seen = os.path.realpath(path)
    is_link = os.path.islink(path)
    elsewhere = seen if is_link and found != seen and (found is None or os.path.isfile(seen)) else None
    return RootedFile(None if found is None else _read(found, path), elsewhere)


def text_of(content: bytes) -> str:
    """Return bytes of a Dockerfile or an ignore file as a text; what is no UTF-8 stays as surrogate escapes."""
    return content.decode("utf-8", "surrogateescape")


def bytes_of(text: str) -> bytes:
    """Return the bytes that `text_of` was given."""
    return text.encode("utf-8", "surrogateescape")


def _resolve(root: str, name: str) -> str | None:
    """Return the path of the file that `name` leads to below `root`, or None where there is none."""
    waiting = name.split("/")[::-1]
    done: list[str] = []
    links = 0
    while waiting:
        part = waiting.pop()
        if part in ("", "."):
            continue
        if part == "..":
            del done[-1:]
            continue
        path = os.path.join(root, *done, part)
        if os.path.islink(path):
            links += 1
            if links > _MOST_LINKS:
                return None
            target = os.readlink(path)
            if target.startswith("/"):
                done = []
            waiting += target.split("/")[::-1]
        elif os.path.lexists(path):
            done.append(part)
        else:
            return None
    return os.path.join(root, *done)


def _read(path: str, named: str) -> bytes | None:
    try:
        kind = os.stat(path).st_mode
        if stat.S_ISDIR(kind):
            return None
        if not stat.S_ISREG(kind):
            raise ImageError("{0}: found a pipe or a device, for which BuildKit waits; make it a file".format(named))
        with open(path, "rb") as opened:
            return opened.read()
    except OSError as error:
        raise ImageError(
            "{0}: cannot be read ({1}); make it readable for the user that builds".format(named, error.strerror)
        ) from error
