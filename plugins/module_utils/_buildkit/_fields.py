# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fields of an option of buildx such as `type=local,dest=/folder`, which are one line of CSV; no I/O (private).

https://docs.docker.com/reference/cli/docker/buildx/build/#output
"""

from __future__ import annotations

import csv
import io


def join_fields(*fields: str) -> str:
    """Return the option that holds these fields, whatever commas and quotes are in them."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(fields)
    return line.getvalue()[: -len("\r\n")]


def split_fields(option: str) -> dict[str, str]:
    """Return the fields by name, in lower case; a word alone has no value."""
    words = next(csv.reader(io.StringIO(option, newline="")), [])
    return {key.strip().lower(): value for key, _equals, value in (word.partition("=") for word in words)}


def is_standard_output(option: str) -> bool:
    """Tell whether buildx writes the result to its own output, as it does with archives that have no place."""
    fields = split_fields(option)
    path = option if "=" not in option else fields.get("dest", "-" if fields.get("type") in ("tar", "oci") else "")
    return path == "-"


def destination(option: str, *, word_is_place: bool) -> str | None:
    """Return the path that is written to, or None for another kind of place; a word alone may be one."""
    fields = split_fields(option)
    path = fields.get("dest")
    if path is None and word_is_place and "=" not in option:
        path = option
    return None if path in (None, "", "-") else path
