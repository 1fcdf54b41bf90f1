# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The patterns in `${NAME#pattern}`, `${NAME%pattern}` and `${NAME/pattern/text}`; no I/O (private to the collection).

`*` and `?` are wildcards, brackets are not (https://docs.docker.com/reference/dockerfile/#environment-replacement).
A pattern that BuildKit refuses is a ValueError.
"""

from __future__ import annotations

import re

_GROUP = re.compile(r"\$(?:(\$)|(\w+)|\{(\w+)\})")


def trim_prefix(value: str, pattern: str, greedy: bool) -> str:
    """Return `value` without the shortest beginning that matches, or without the longest if `greedy`."""
    found = re.match(_regex(pattern, greedy), value)
    return value[found.end() :] if found else value


def trim_suffix(value: str, pattern: str, greedy: bool) -> str:
    """Return `value` without the shortest end that matches, or without the longest if `greedy`."""
    backwards = "".join(reversed(re.findall(r"\\.|.", pattern, re.DOTALL)))
    return trim_prefix(value[::-1], backwards, greedy)[::-1]


def replace(value: str, pattern: str, replacement: str, every: bool) -> str:
    """Return `value` with `replacement` instead of the first longest match of `pattern`, or of all matches."""
    regex = re.compile(_regex(pattern, greedy=True))
    if not every:
        return regex.sub(lambda _match: replacement, value, count=1)
    result, end = "", 0
    for found in regex.finditer(value):
        if found.end() == end and found.start() > 0:
            continue  # BuildKit's regular expressions match nothing right behind a match
        result += value[end : found.start()] + _filled_in(replacement, found.group())
        end = found.end()
    return result + value[end:]


def _filled_in(replacement: str, matched: str) -> str:
    """Replace `$0` by what matched and other groups, which no pattern has, by nothing."""

    def text(group: re.Match[str]) -> str:
        return "$" if group.group(1) else matched if "0" in group.groups() else ""

    return _GROUP.sub(text, replacement)


def _regex(pattern: str, greedy: bool) -> str:
    result, characters = "", iter(pattern)
    for character in characters:
        if character == "*":
            result += ".*" if greedy else ".*?"
        elif character == "?":
            result += "."
        elif character == "\\":
            escaped = next(characters, "")
            if escaped not in ("*", "?", "\\", "}", "/"):
                raise ValueError("invalid escape \\{0}".format(escaped))
            result += re.escape(escaped)
        else:
            result += re.escape(character)
    return result
