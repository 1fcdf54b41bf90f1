# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The packages of a source that package managers call workspaces (private to the collection); reads."""

from __future__ import annotations

import os
import re
from typing import Iterator

from .._project._folder import Folder

_BELOW = r"(?:.*/)?"


def workspaces(folder: Folder, patterns: list[str]) -> list[str]:
    """Return the folders with a package.json that match the patterns, in their order; one after C(!) takes out."""
    wanted = [_regex(one) for one in patterns if not one.startswith("!")]
    unwanted = [_regex(one[1:]) for one in patterns if one.startswith("!")]
    if not wanted:
        return []
    return [
        path
        for path in sorted(_packages(folder))
        if any(one.match(path) for one in wanted) and not any(one.match(path) for one in unwanted)
    ]


def _packages(folder: Folder) -> Iterator[str]:
    for place, folders, files in os.walk(folder.path):
        folders[:] = [name for name in folders if name not in ("node_modules", ".git")]
        path = os.path.relpath(place, folder.path).replace(os.sep, "/")
        if path != "." and "package.json" in files:
            yield path


def _regex(pattern: str) -> re.Pattern[str]:
    """Return a pattern of minimatch as a regular expression of the whole path."""
    text = re.sub(r"\A(?:\./)+|/+\Z", "", pattern)
    words = []
    depth = 0
    for word in re.findall(r"\*\*/|/\*\*\Z|\*\*|\*|\?|[{},]|[^*?{},/]+|/", text):
        depth += {"{": 1, "}": -1}.get(word, 0)
        special = {"**/": _BELOW, "/**": "(?:/.*)?", "**": ".*", "*": "[^/]*", "?": "[^/]", "{": "(?:", "}": ")"}
        words.append("|" if word == "," and depth else special.get(word) or re.escape(word))
    return re.compile("".join(words) + r"\Z")
