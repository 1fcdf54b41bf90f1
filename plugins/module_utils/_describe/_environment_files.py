# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names that .env and its examples give; no value of them is kept but the port of an example; reads (private)."""

from __future__ import annotations

import re
from typing import Iterator

from .._project._folder import Place
from ._bounded_folder import BoundedFolder
from ._start import Start

EXAMPLES = (
    ".env.example",
    ".env.sample",
    ".env.template",
    ".env.dist",
    "env.example",
    "example.env",
    ".env.prod-sample",
)
OF_THE_BUILD = (".env", ".env.production", ".env.local", ".env.production.local")  # that Vite and Next read
_LINE = re.compile(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)\Z")
_PORT = re.compile(r"['\"]?(\d{4,5})['\"]?\s*(?:#.*)?\Z")


def read_environment_files(folder: BoundedFolder, found: Start) -> None:
    """Note the names of examples, and the port in one. Raises ImageError."""
    for name, value, place in _lines(folder, EXAMPLES):
        found.environment.setdefault(name, place)
        port = _PORT.match(value) if name == "PORT" else None
        if port and int(port.group(1)) < 65536:
            found.ports.append((int(port.group(1)), place))


def names_of_the_build(folder: BoundedFolder, prefixes: tuple[str, ...]) -> Iterator[tuple[str, Place, bool]]:
    """Yield the names that a bundler puts into a page, their places, and whether that file is kept from the build.

    Raises ImageError.
    """
    for files, is_left_out in ((OF_THE_BUILD, True), (EXAMPLES, False)):
        for name, _value, place in _lines(folder, files):
            if name.startswith(prefixes):
                yield name, place, is_left_out


def _lines(folder: BoundedFolder, files: tuple[str, ...]) -> Iterator[tuple[str, str, Place]]:
    for file in files:
        text = folder.read(file) if folder.has(file) and not folder.is_folder(file) else ""
        for number, line in enumerate(text.splitlines(), 1):
            match = _LINE.match(line)
            if match:
                yield match.group(1), match.group(2), Place(file, number)
