# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is needed of pnpm-workspace.yaml, without a reader of YAML, which a target may not have (private)."""

from __future__ import annotations

import re

_ITEM = re.compile(r"\s*-\s+(?P<quote>['\"]?)(?P<text>.*?)(?P=quote)\s*(?:#.*)?\Z")
_PAIR = re.compile(
    r"\s+(?P<key>'[^']+'|\"[^\"]+\"|[^\s:'\"#][^:]*):\s+(?P<quote>['\"]?)(?P<text>.*?)(?P=quote)\s*(?:\s#.*)?\Z"
)


def items(text: str, name: str) -> list[str]:
    """Return the texts of the list of this name at the top level."""
    block, inline = _block(text, name)
    if inline.startswith("["):
        return [one.strip().strip("'\"") for one in inline.strip("[]").split(",") if one.strip()]
    return [match["text"] for match in map(_ITEM.match, block) if match]


def pairs(text: str, name: str) -> dict[str, str]:
    """Return the texts of the mapping of this name at the top level."""
    block, _inline = _block(text, name)
    return {match["key"].strip("'\""): match["text"] for match in map(_PAIR.match, block) if match}


def _block(text: str, name: str) -> tuple[list[str], str]:
    found: list[str] = []
    inline = ""
    inside = False
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if re.match(r"[^\s-]", line):
            key, _colon, rest = line.partition(":")
            inside = key.strip().strip("'\"") == name
            inline = re.sub(r"\s#.*", "", rest).strip() if inside else inline
        elif inside:
            found.append(line)
    return found, inline
