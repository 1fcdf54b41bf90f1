# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Python distributions have installed in an image, by their RECORD files; no I/O (private to the collection).

https://packaging.python.org/en/latest/specifications/recording-installed-packages/
"""

from __future__ import annotations

import base64
import binascii
import csv
import posixpath
from dataclasses import dataclass
from typing import Container, Iterable, Mapping

RECORD = ".dist-info/RECORD"
# Put into each virtual environment by what makes it, and no part of the application.
_TOOLS_OF_VENV = ("pip", "setuptools")


@dataclass(frozen=True)
class Recorded:
    """A file of a distribution: whose it is, and its SHA-256 in hexadecimal digits, empty where that is not told."""

    distribution: str
    digest: str


def recorded_files(texts: Mapping[str, str], tree: Container[str], wanted: Iterable[str]) -> dict[str, Recorded]:
    """Return those of the `wanted` paths that the RECORDs among `texts` name, without those of the team's own code.

    That was installed from a folder, a repository or a file, which a direct_url.json in the `tree` tells (PEP 610).
    """
    paths = set(wanted)
    names = {posixpath.basename(path) for path in paths}
    files: dict[str, Recorded] = {}
    for record, text in texts.items() if paths else ():
        folder = posixpath.dirname(record)
        if not record.endswith(RECORD) or folder + "/direct_url.json" in tree:
            continue
        distribution = posixpath.basename(folder)[: -len(".dist-info")].rpartition("-")[0]
        lines = [line for line in text.splitlines() if _name_in(line) in names]
        for row in csv.reader(lines):
            path = posixpath.normpath(posixpath.join(posixpath.dirname(folder), row[0]))
            if len(row) == 3 and path in paths:
                files[path] = Recorded(distribution, _hexadecimal(row[1]))
    return files


def _name_in(line: str) -> str:
    """Return the name of the file that a line of a RECORD is about, without reading it as CSV does."""
    path = line.rsplit(",", 2)[0]
    return path.strip('"').rpartition("/")[2]


def _hexadecimal(digest: str) -> str:
    algorithm, _equals, value = digest.partition("=")
    try:
        return base64.urlsafe_b64decode(value + "==").hex() if algorithm == "sha256" else ""
    except (binascii.Error, ValueError):
        return ""


def program_of(path: str, files: Mapping[str, Recorded]) -> str:
    """Return the distribution that the application needs the program at `path` for, or an empty text."""
    name = files[path].distribution if path in files else ""
    return "" if name.lower() in _TOOLS_OF_VENV else name
