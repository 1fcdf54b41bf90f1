# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that tell what an image was made of, replaced beside the move of its tag (private to the collection)."""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Iterator

from ._errors import ImageError

_MODE = 0o644  # of a file that was not there


@dataclass
class Companions:
    """The text of each file by its path; a file that has its text already is left alone."""

    texts: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, texts: dict[str, Any]) -> Companions:
        """Return them by the module's option, whose paths may be relative or begin with a tilde."""
        return cls({os.path.abspath(os.path.expanduser(path)): str(text) for path, text in texts.items()})

    def stage(self) -> None:
        """Write each text that differs beside its file. Raises ImageError."""
        for path, text in self.texts.items():
            try:
                if _read(path) != text:
                    _write(path, text)
            except OSError as error:
                raise ImageError(
                    "companion_files: {0} cannot be written ({1}), so no image gets the tag; name a file in a folder "
                    "that the user of the task may write to".format(path, error.strerror)
                ) from error

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


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let Ctrl-C and a polite end wait until the block is done; the processes that it starts wait with it."""
    held = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM, signal.SIGHUP))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)


def _staged(path: str) -> str:
    """Return the hidden name beside a file, on its file system; always the same, so that the next run finds it."""
    folder, name = os.path.split(os.path.realpath(path))
    return os.path.join(folder, ".{0}.coming".format(name))


def _read(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8", newline="") as opened:
            return opened.read()
    except (FileNotFoundError, UnicodeDecodeError):
        return None


def _write(path: str, text: str) -> None:
    staged = _staged(path)
    os.makedirs(os.path.dirname(staged), mode=0o755, exist_ok=True)
    with open(staged, "w", encoding="utf-8", newline="") as opened:
        opened.write(text)
        os.fchmod(opened.fileno(), _MODE)
        with suppress(FileNotFoundError):
            old = os.stat(path)
            os.fchmod(opened.fileno(), old.st_mode & 0o7777)
            with suppress(PermissionError):
                os.fchown(opened.fileno(), old.st_uid, old.st_gid)
