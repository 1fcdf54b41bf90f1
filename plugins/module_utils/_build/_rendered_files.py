# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files rendered from variables: which of them are current, and how the others are replaced (private)."""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Iterator

from .._buildkit._errors import ImageError
from ._rendered_head import is_rendered, place_of

_MODE = 0o644
_FOLDER_MODE = 0o755
_LOCK_TIMEOUT, _LOCK_INTERVAL = 60, 0.05  # seconds; another task needs less than one
_READABLE = 0o444  # by all: none of these files is secret, and nginx reads its own as another user


@dataclass(frozen=True)
class RenderedFiles:
    """The text of each file by its path. A file is current when it has its text and all users can read it."""

    texts: dict[str, str] = field(default_factory=dict)
    option: str = "files"  # of the module, for messages

    @classmethod
    def of(cls, params: dict[str, Any], option: str) -> RenderedFiles:
        """Return them by an option of the module, whose paths may be relative or begin with a tilde."""
        texts = params[option].items()
        return cls({os.path.abspath(os.path.expanduser(path)): str(text) for path, text in texts}, option)

    def differences(self) -> list[dict[str, str]]:
        """Return a text of Ansible's diff mode for each file that is not current.

        Raises ImageError, also for a file that somebody else wrote to the place of one whose head is the collection's.
        """
        found = []
        for path, text in self.texts.items():
            try:
                before, mode = _read(path)
            except OSError as error:
                raise self._refusal(path, "read", error) from error
            if mode and is_rendered(text) and not is_rendered(before):
                raise self._foreign(path, text)
            if before != text or mode & _READABLE != _READABLE:
                found.append({"before_header": path, "after_header": path, "before": before, "after": text})
        return found

    @contextmanager
    def replacing(self) -> Iterator[None]:
        """Write each file that is not current beside it, do the block, and put them into their places, each at once.

        A block that fails leaves the files as they were. Other tasks that replace files in these folders wait. Raises
        ImageError.
        """
        self._make_folders()  # what is not there cannot be locked
        with self._locked():
            try:
                self._stage()
                yield
                self._place()
            finally:
                self._clear()

    def clear(self) -> None:
        """Remove what a run that was killed wrote beside the files."""
        with self._locked():
            self._clear()

    def replace(self) -> list[dict[str, str]]:
        """Replace each file that is not current and return what `differences` did before. Raises ImageError."""
        differences = self.differences()
        if differences:
            with self.replacing():
                pass
        return differences

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep the folders of the files for this task alone, as far as they are there and their file system can."""
        with ExitStack() as opened:
            for folder in sorted({os.path.dirname(os.path.realpath(path)) for path in self.texts}):
                with suppress(OSError):
                    handle = os.open(folder, os.O_RDONLY)
                    opened.callback(os.close, handle)
                    self._lock(handle, folder)
            yield

    def _lock(self, handle: int, folder: str) -> None:
        until = time.monotonic() + _LOCK_TIMEOUT
        while True:
            try:
                return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > until:
                    raise ImageError(
                        "{0}: found that another program has locked the folder {1} for {2} seconds, so nothing is "
                        "changed; end it, or where it is what started the play (flock), let it lock a file of its "
                        "own".format(self.option, folder, _LOCK_TIMEOUT)
                    ) from None
            time.sleep(_LOCK_INTERVAL)

    def _make_folders(self) -> None:
        for path in self.texts:
            try:
                _make_folder(os.path.dirname(os.path.realpath(path)))
            except OSError as error:
                raise self._refusal(path, "written", error) from error

    def _stage(self) -> None:
        for difference in self.differences():
            path = difference["after_header"]
            try:
                _write(_staged(path), difference["after"])
            except OSError as error:
                raise self._refusal(path, "written", error) from error

    def _place(self) -> None:
        for path in self.texts:
            with suppress(FileNotFoundError):
                os.replace(_staged(path), os.path.realpath(path))

    def _clear(self) -> None:
        for path in self.texts:
            with suppress(OSError):
                os.unlink(_staged(path))

    def _foreign(self, path: str, text: str) -> ImageError:
        variable = place_of(text)
        return ImageError(
            "{0}: found a file {1} that was not rendered by sovd.prod_images, as its first lines would say, so nothing "
            "is built and no file is changed; move or rename it{2}".format(
                self.option, path, ", or name another place in {0}".format(variable) if variable else ""
            )
        )

    def _refusal(self, path: str, done: str, error: OSError) -> ImageError:
        return ImageError(
            "{0}: {1} cannot be {2} ({3}), so nothing is changed; name a file in a folder that the user of the task "
            "may write to".format(self.option, path, done, error.strerror)
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
    with open(path, "w", encoding="utf-8", newline="") as opened:
        os.fchmod(opened.fileno(), _MODE)
        opened.write(text)


def _make_folder(path: str) -> None:
    """Make a folder and those above it that are missing, for all to enter whatever the umask."""
    if os.path.isdir(path):
        return
    _make_folder(os.path.dirname(path))
    with suppress(FileExistsError):  # made by another run in between; what else is there shows when it is written to
        os.mkdir(path)
        os.chmod(path, _FOLDER_MODE)
