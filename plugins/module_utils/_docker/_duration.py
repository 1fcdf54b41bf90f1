# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Durations as Docker reads them, in nanoseconds (private to the collection).

Grammar: https://pkg.go.dev/time#ParseDuration.
"""

from __future__ import annotations

import re

from .._buildkit._errors import ImageError

_UNITS = {
    "ns": 1,
    "us": 1000,
    "\u00b5s": 1000,  # the sign micro
    "\u03bcs": 1000,  # the Greek letter
    "ms": 1000**2,
    "s": 1000**3,
    "m": 60 * 1000**3,
    "h": 3600 * 1000**3,
}
_PART = re.compile(r"([0-9]+\.?[0-9]*|\.[0-9]+)(ns|us|\u00b5s|\u03bcs|ms|s|m|h)")
_LONGEST = 2**63 - 1
_SHORTEST_PROBE = _UNITS["ms"]


def parse_duration(text: str, option: str) -> int:
    """Return the nanoseconds that `text` stands for: `1m30s` is 90,000,000,000.

    Raises ImageError, naming `option`, for anything that Go does not read.
    """
    sign = -1 if text.startswith("-") else 1
    rest = text[1:] if text[:1] in ("+", "-") else text
    if rest == "0":
        return 0
    parts = _PART.findall(rest)
    if not parts or "".join(number + unit for number, unit in parts) != rest:
        raise ImageError(_refusal(text, option))
    total = sum(_nanoseconds(*part) for part in parts)
    if total > _LONGEST:
        raise ImageError(_refusal(text, option))
    return sign * total


def parse_probe_time(text: str, option: str) -> int:
    """Return the nanoseconds of a time of a health check, for which Docker wants 0 (its default) or at least 1 ms."""
    duration = parse_duration(text, option)
    if duration and duration < _SHORTEST_PROBE:
        raise ImageError(
            "{0}: found {1!r}, which is too short for a health check; write 0 or at least 1ms".format(option, text)
        )
    return duration


def _nanoseconds(number: str, unit: str) -> int:
    whole, _dot, fraction = number.partition(".")
    return int(whole or 0) * _UNITS[unit] + int(fraction or 0) * _UNITS[unit] // int("1" + "0" * len(fraction))


def _refusal(text: str, option: str) -> str:
    return (
        "{0}: found {1!r}, which is not a duration; write numbers with h, m, s, ms, us or ns, such as '1m30s'".format(
            option, text
        )
    )
