# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of what is too long for a result that people read; no I/O (private to the collection)."""

from __future__ import annotations

from typing import Sequence

_KEPT_LINES = 3  # equal ones around what differs


def excerpt(text: str, longest: int) -> str:
    """Return a text of at most `longest` characters as it is, of a longer one the begin and how much more it has."""
    if len(text) <= longest:
        return text
    return "{0}... ({1} more characters)".format(text[:longest], len(text) - longest)


def excerpts(texts: Sequence[str], most: int, longest: int) -> list[str]:
    """Return at most `most` of the texts, each of at most `longest` characters, and how many more there are."""
    shown = [excerpt(text, longest) for text in texts[:most]]
    return shown + (["and {0} more".format(len(texts) - most)] if len(texts) > most else [])


def differing_parts(before: str, after: str, longest: int) -> tuple[str, str]:
    """Return both texts, and of those where one is longer than `longest` characters the part that differs.

    Equal lines in front of it and behind it are counted, but for a few, and what is still too long is cut.
    """
    if max(len(before), len(after)) <= longest:
        return before, after
    sides = before.splitlines(keepends=True), after.splitlines(keepends=True)
    begin = max(_equal_lines(*sides) - _KEPT_LINES, 0)
    left = [lines[begin:][::-1] for lines in sides]
    end = max(_equal_lines(*left) - _KEPT_LINES, 0)
    front, behind = _counted(begin), _counted(end)
    shown = [front + _ended(excerpt("".join(lines[end:][::-1]), longest)) + behind for lines in left]
    return shown[0], shown[1]


def _equal_lines(one: list[str], other: list[str]) -> int:
    """Return how many lines both begin with."""
    number = 0
    for first, second in zip(one, other):
        if first != second:
            break
        number += 1
    return number


def _counted(lines: int) -> str:
    return "... ({0} equal lines)\n".format(lines) if lines else ""


def _ended(text: str) -> str:
    return text if text.endswith("\n") or not text else text + "\n"
