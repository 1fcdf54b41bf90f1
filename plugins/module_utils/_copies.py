# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which build BuildKit's copies of contexts come from, kept in files on the target (private to the collection)."""

from __future__ import annotations

import hashlib
import os


class ContextCopies:
    """Notes about the copies that an engine's BuildKit keeps of the folders that it gets, in `folder`.

    It compares only size and time of a file with its copy, and takes folders that have the same last name for one:
    SharedKey in https://github.com/docker/buildx/blob/master/build/opt.go, for named contexts since
    https://github.com/docker/buildx/pull/3618. So a build that failed, one for another tag and one of another project
    leave another copy there than a record tells of. Builds by other means are not known here.
    """

    def __init__(self, folder: str, engine: str, sources: list[str]) -> None:
        """Name the files; nothing is read or made yet. `sources` are the folders of context and named contexts."""
        self._notes: dict[str, str] = {}
        for source in sorted(map(os.path.abspath, sources)):
            note = _note(folder, engine, os.path.basename(source))
            self._notes[note] = "{0} {1}".format(self._notes.get(note, ""), source)

    def are_of(self, fingerprint: str) -> bool:
        """Tell whether the build with that fingerprint was the last to send each of the folders."""
        return all(_read(note) == fingerprint + sources for note, sources in self._notes.items())

    def note(self, fingerprint: str) -> None:
        """Note that the build with that fingerprint sends the folders. Raises OSError."""
        for note, sources in self._notes.items():
            with open(note, "w", encoding="utf-8", errors="surrogateescape") as opened:
                opened.write(fingerprint + sources)


def _note(folder: str, engine: str, name: str) -> str:
    unique = "{0} {1}".format(engine, name).encode("utf-8", "surrogateescape")
    return os.path.join(folder, "sent.{0}".format(hashlib.sha256(unique).hexdigest()[:12]))


def _read(note: str) -> str:
    try:
        with open(note, encoding="utf-8", errors="surrogateescape") as opened:
            return opened.read()
    except OSError:
        return ""
