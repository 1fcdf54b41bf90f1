# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sizes as people write them, in bytes (private to the collection)."""

from __future__ import annotations

import re

from .._buildkit._errors import ImageError

_UNITS = {"": 1, "B": 1}
for _power, _letter in enumerate("KMGT", start=1):
    _UNITS[_letter + "B"] = 1000**_power
    _UNITS[_letter + "IB"] = 1024**_power
_SIZE = re.compile(r"\s*(\d{1,18}(?:\.\d+)?)\s*([A-Za-z]*)\s*\Z")


def parse_size(text: str, option: str) -> int:
    """Return the number of bytes that `text` stands for: `500 MB` is 500,000,000, `47.5 MiB` is 49,807,360.

    Decimal units are powers of 1000, as `docker images` prints them, binary ones powers of 1024.
    Raises ImageError, naming `option`, for anything else.
    """
    found = _SIZE.match(str(text))
    unit = _UNITS.get(found.group(2).upper()) if found else None
    if found is None or unit is None:
        raise ImageError(
            "{0}: found {1!r}, which is not a size; write a number with B, KB, MB, GB, TB, KiB, MiB, GiB or TiB, "
            "such as '500 MB'".format(option, text)
        )
    return int(float(found.group(1)) * unit)


def format_size(size: int) -> str:
    """Return `size` (bytes) in decimal units with one decimal: 84300000 is `84.3 MB`."""
    for unit, letters in ((1000**3, "GB"), (1000**2, "MB"), (1000, "kB")):
        if size >= unit:
            return "{0:.1f} {1}".format(size / unit, letters)
    return "{0} B".format(size)
