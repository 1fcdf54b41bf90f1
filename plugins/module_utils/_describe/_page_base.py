# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The path below which a page is deployed, by what settings and commands say; no I/O (private to the collection)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_VALUE = re.compile(r"\s*:\s*((?:'[^'\n]*'|\"[^\"\n]*\"|`[^`\n]*`|\([^()\n]*\)|[^,}'\"`\n]){1,300})")
_LITERAL = re.compile(r"['\"`](/[^'\"`$]*)['\"`]")
_PRODUCTION = re.compile(r"={2,3}\s*['\"](?:production|build)['\"]\s*\)?\s*\?\s*['\"`](/[^'\"`$]*)['\"`]")
_FALLBACK = re.compile(r"(?:\|\||\?\?)\s*['\"`](/[^'\"`$]*)['\"`]\s*\Z")
_COMMAND = re.compile(r"--(?:base|base-href|public-url)[=\s]+['\"]?(/[\w./-]*)")


@dataclass(frozen=True)
class Base:
    """A path, empty where several could be meant, which then are `candidates`; `at` is where it stands in the text."""

    path: str
    candidates: tuple[str, ...] = ()
    at: int = 0


def base_of_command(command: str) -> str:
    """Return the path that a command is given, empty where it is given none."""
    match = _COMMAND.search(command)
    return match.group(1) if match else ""


def base_of_settings(text: str, key: str) -> Base | None:
    """Return what the settings of a build for production say of a path, None where they say nothing.

    Of a condition that asks for production or for a build its first value is taken, of a variable that is not set its
    other one.
    """
    match = re.search(r"(?:{0})(?={1})".format(key, r"\s*:"), text) if key else None
    said = _VALUE.match(text, match.end()) if match else None
    if match is None or said is None:
        return None
    words = said.group(1).strip()
    literals = tuple(dict.fromkeys(_LITERAL.findall(words)))
    if _LITERAL.fullmatch(words):
        return Base(literals[0], at=match.start())
    chosen = _PRODUCTION.search(words) or _FALLBACK.search(words)
    if chosen:
        return Base(chosen.group(1), at=match.start())
    return Base("", literals, match.start()) if [one for one in literals if one != "/"] else None
