# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was built last, kept in a file on the target; reads and writes that file only (private to the collection)."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from typing import Any

_VERSION = 1  # of the record's form; another one counts as no record


class State:
    """The record of one reference on one engine.

    A record is `{fingerprint, inputs, image}`; it counts only while the tag still points to `image.id`.
    """

    def __init__(self, folder: str, reference: str, engine: str) -> None:
        """Name the record's file; nothing is read or made yet. `engine` tells two engines on one target apart."""
        self._folder = folder
        readable = re.sub(r"[^A-Za-z0-9_.-]+", "_", reference)
        unique = hashlib.sha256("{0} {1}".format(engine, reference).encode()).hexdigest()[:12]
        self.record_file = os.path.join(folder, "{0}.{1}.json".format(readable, unique))
        self.log_file = os.path.join(folder, "{0}.{1}.log".format(readable, unique))

    def read(self) -> dict[str, Any] | None:
        """Return the record, or None where there is none or it is damaged."""
        try:
            with open(self.record_file, encoding="utf-8") as opened:
                record = json.load(opened)
        except (OSError, ValueError):
            return None
        if not isinstance(record, dict) or record.get("version") != _VERSION:
            return None
        known = isinstance(record.get("fingerprint"), str) and isinstance(record.get("inputs"), dict)
        return record if known and isinstance(record.get("image"), dict) else None

    def write(self, fingerprint: str, inputs: dict[str, dict[str, str]], image: dict[str, Any]) -> None:
        """Replace the record at once, so that an interrupted run leaves the old one. Raises OSError."""
        self.make_folder()
        record = {"version": _VERSION, "fingerprint": fingerprint, "inputs": inputs, "image": image}
        handle, temporary = tempfile.mkstemp(dir=self._folder, prefix=".record-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as opened:
                json.dump(record, opened)
            os.replace(temporary, self.record_file)
        except BaseException:
            os.unlink(temporary)
            raise

    def make_folder(self) -> None:
        """Make the folder for record and log, closed to other users. Raises OSError."""
        os.makedirs(self._folder, mode=0o700, exist_ok=True)
