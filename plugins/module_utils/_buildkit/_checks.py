# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What BuildKit's build checks say, from the JSON of `--call=check`; no I/O (private to the collection).

The checks: https://docs.docker.com/reference/build-checks/
"""

from __future__ import annotations

import json
from typing import Any


def read_checks(text: str) -> list[str]:
    """Return the warnings in the words in which a build gives them, none where `text` is no answer of the checks."""
    try:
        found = json.loads(text)
    except ValueError:  # the Dockerfile syntax of an older engine has no checks
        return []
    return [_describe(warning) for warning in found.get("warnings") or []]


def _describe(warning: dict[str, Any]) -> str:
    ranges = (warning.get("location") or {}).get("ranges") or []
    place = " (line {0})".format(ranges[0]["start"]["line"]) if ranges else ""
    return "{0}: {1}{2}".format(warning["ruleName"], warning.get("detail") or warning.get("description") or "", place)
