# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which images a build may begin with, and how old they may be; no I/O (private to the collection)."""

from __future__ import annotations

import calendar
import fnmatch
import re
import time
from typing import Iterable, Mapping

from .._docker._image_name import repository_of, split_digest

_DAY = 86400  # seconds
_YEAR_OF_NO_TIME = 1  # 0001-01-01 is what an engine says of an image that has none


def is_approved(reference: str, approved: Iterable[str]) -> bool:
    """Whether an image is one of the shell patterns, which match the whole reference or its name alone.

    `docker.io/library/python` is `python` to them, as to the engine. Nobody looks at a tag in front of a digest, so
    only a pattern that goes on behind the tag, such as `python:3.11-slim@*`, lets such an image pass by it.
    """
    name = repository_of(reference)
    names = {name, name + reference[_length_of_name(reference) :]}
    return any(fnmatch.fnmatchcase(name, pattern) for name in names for pattern in approved)


def _length_of_name(reference: str) -> int:
    """Return how many characters of a reference come before its tag or digest."""
    named = split_digest(reference)[0]
    return len(named.rpartition("/")[0]) + len("/" + named.rpartition("/")[2].partition(":")[0]) - ("/" not in named)


def unapproved_bases(bases: Iterable[str], approved: Iterable[str]) -> list[str]:
    """Return a message for each of the images `bases` that is none of the `approved` patterns."""
    patterns = list(approved)
    return [
        "approved_bases has {0}, found {1}".format(", ".join(patterns), base)
        for base in sorted(bases)
        if not is_approved(base, patterns)
    ]


def old_bases(created: Mapping[str, str | None], days: int, now: float) -> list[str]:
    """Return a message for each image that was made more than `days` before `now`, or nobody knows when.

    `created` has what the engine says of each by its name; `now` is in seconds since 1970.
    """
    found = []
    for base, text in sorted(created.items()):
        made = seconds_of(text)
        if made is None:
            found.append(
                "max_base_age is {0} days, found no time of creation of {1}, which is not on this engine or has none; "
                "pull it first".format(days, base)
            )
        elif now - made > days * _DAY:
            found.append(
                "max_base_age is {0} days, found {1} of {2}, {3} days old; pull a newer one".format(
                    days, base, str(text)[:10], age_in_days(made, now)
                )
            )
    return found


def seconds_of(text: str | None) -> int | None:
    """Return the seconds since 1970 of a time as engines write it (RFC 3339), None where it is none."""
    match = re.match(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(?:Z|([+-])(\d\d):(\d\d))\Z", text or "")
    if match is None or int(match.group(1)[:4]) <= _YEAR_OF_NO_TIME:
        return None
    seconds = calendar.timegm(time.strptime(match.group(1), "%Y-%m-%dT%H:%M:%S"))
    offset = 60 * (60 * int(match.group(3) or 0) + int(match.group(4) or 0))
    return seconds + offset if match.group(2) == "-" else seconds - offset


def age_in_days(made: float, now: float) -> int:
    """Return the whole days between two times, which are in seconds since 1970."""
    return int((now - made) // _DAY)
