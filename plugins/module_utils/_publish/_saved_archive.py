# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file that `docker image save` writes, read where it is wanted (private to the collection)."""

from __future__ import annotations

import json
import os
import tarfile
import tempfile
from contextlib import contextmanager
from typing import IO, Any, Iterator

from .._buildkit._errors import ImageError
from .._docker._engine import Engine


def blob_name(digest: str) -> str:
    """Return the member that has the content with a digest, where the engine writes the layout of OCI."""
    return "blobs/" + digest.replace(":", "/")


class SavedArchive:
    """An archive that lies in a file, whose members are read in any order."""

    def __init__(self, archive: tarfile.TarFile) -> None:
        """Take an archive that is open for reading."""
        self._archive = archive
        self._members = {member.name: member for member in archive if not member.isdir()}

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def size(self, name: str) -> int:
        """Return the bytes of a member."""
        return self._target(name).size

    def open(self, name: str) -> IO[bytes]:
        """Return the content of a member as a file. Raises ImageError for what is not there."""
        opened = self._archive.extractfile(self._target(name))
        if opened is None:
            raise ImageError("image: found no file {0} in what docker image save wrote; see the engine".format(name))
        return opened

    def read(self, name: str) -> bytes:
        """Return the content of a small member."""
        with self.open(name) as opened:
            return opened.read()

    def document(self, name: str) -> Any:
        """Return the JSON document that a member is, None where it is not there."""
        return json.loads(self.read(name)) if name in self else None

    def _target(self, name: str) -> tarfile.TarInfo:
        if name not in self._members:
            raise ImageError("image: found no {0} in what docker image save wrote; see the engine".format(name))
        member = self._members[name]
        while member.issym():  # engines before 25 write a layer once
            path = os.path.normpath(os.path.join(os.path.dirname(member.name), member.linkname))
            member = self._members[path]
        return member


@contextmanager
def saved_image(engine: Engine, image: str, timeout: int) -> Iterator[tuple[SavedArchive, str]]:
    """Save an image, and lend the archive and a folder for what is made of it; both are gone afterwards.

    `timeout` is in seconds. Raises ImageError, also where the disk is full.
    """
    with tempfile.TemporaryDirectory(prefix="sovd.prod_images-") as folder:
        path = os.path.join(folder, "image.tar")
        engine.run(["image", "save", "--output", path, image], timeout=timeout)
        try:
            with tarfile.open(path) as opened:
                yield SavedArchive(opened), folder
        except tarfile.ReadError as error:
            raise ImageError("image: docker image save wrote no archive ({0}); see the engine".format(error)) from error
