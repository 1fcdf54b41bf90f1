# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that tell what an image was made of, replaced beside the move of its tag (private to the collection)."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from .._buildkit._errors import ImageError

_MODE = 0o644
_READABLE = 0o444  # by all: none of these files is secret, and nginx reads its own as another user


@dataclass(frozen=True)
class Companions:
    """The text of each file by its path; one that all can read and that has its text is left alone."""

    texts: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, texts: dict[str, Any]) -> Companions:
        """Return them by the module's option, whose paths may be relative or begin with a tilde."""
        return cls({os.path.abspath(os.path.expanduser(path)): str(text) for path, text in texts.items()})

    def differences(self) -> list[dict[str, str]]:
        """Return a text of Ansible's diff mode for each file that says something else. Raises ImageError."""
        found = []
        for path, text in self.texts.items():
            try:
                before, mode = _read(path)
            except OSError as error:
                raise _refusal(path, "read", error) from error
            if before != text or mode & _READABLE != _READABLE:
                found.append({"before_header": path, "after_header": path, "before": before, "after": text})
        return found

    def stage(self) -> None:
        """Write each text that differs beside its file. Raises ImageError."""
        for difference in self.differences():
            path = difference["after_header"]
            try:
                _write(_staged(path), difference["after"])
            except OSError as error:
                raise _refusal(path, "written", error) from error

    def place(self) -> None:
        """Put what was staged into its place, each file at once."""
        for path in self.texts:
            with suppress(FileNotFoundError):
                os.replace(_staged(path), os.path.realpath(path))

    def clear(self) -> None:
        """Remove what was staged and not placed, by this run or by one that was killed."""
        for path in self.texts:
            with suppress(OSError):
                os.unlink(_staged(path))


def _refusal(path: str, done: str, error: OSError) -> ImageError:
    return ImageError(
        "companion_files: {0} cannot be {1} ({2}), so no image gets the tag; name a file in a folder that the user of "
        "the task may write to".format(path, done, error.strerror)
    )


def _staged(path: str) -> str:
    """Return the hidden name beside a file, on its file system; always the same, so that the next run finds it."""
    folder, name = os.path.split(os.path.realpath(path))
    return os.path.join(folder, ".{0}.coming".format(name))


def _read(path: str) -> tuple[str, int]:
    """Return text and mode of a file, where it is not there an empty text and no mode."""
    try:
        with open(path, encoding="utf-8", errors="replace", newline="") as opened:
            return opened.read(), os.fstat(opened.fileno()).st_mode
    except FileNotFoundError:
        return "", 0


def _write(path: str, text: str) -> None:
    os.makedirs(os.path.dirname(path), mode=0o755, exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="") as opened:
        os.fchmod(opened.fileno(), _MODE)
        opened.write(text)
