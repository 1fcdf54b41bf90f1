# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the ignore file leaves out of the paths that a user has named; no I/O (private to the collection)."""

from __future__ import annotations

from typing import Any, Sequence

from .._buildkit._context import Ignored
from .._buildkit._errors import ImageError
from ._excerpt import excerpt

_MOST_PATTERNS = 50
_MOST_PATHS = 100
_PATHS_OF_PATTERN = 20
_LONGEST = 300  # characters of a path


def refuse_ignored_whole(ignored: Sequence[Ignored], wanted: Sequence[str], source: str) -> None:
    """Raise ImageError for a `wanted` path that the ignore file `source` leaves out itself, or with its folder."""
    for path in wanted:
        for each in ignored:
            if path == each.path or path.startswith(each.path + "/"):
                raise ImageError(
                    "report_ignored: found {0} left out by the pattern {1!r} of {2}, so no step could copy it; let it "
                    "through with a line '!{0}' behind that pattern, such as in dockerignore_extra of a role".format(
                        path, each.pattern, source
                    )
                )


def listed_ignored(ignored: Sequence[Ignored]) -> dict[str, Any]:
    """Return the number of what is left out, and the first paths by pattern, the last pattern first."""
    by_pattern: dict[tuple[int, str], list[str]] = {}
    for each in ignored:
        by_pattern.setdefault((-each.place, each.pattern), []).append(each.path)
    patterns: list[dict[str, Any]] = []
    left = _MOST_PATHS
    for (_place, pattern), paths in sorted(by_pattern.items())[:_MOST_PATTERNS]:
        shown = [excerpt(path, _LONGEST) for path in sorted(paths)[: min(_PATHS_OF_PATTERN, left)]]
        left -= len(shown)
        patterns.append({"pattern": excerpt(pattern, _LONGEST), "count": len(paths), "paths": shown})
    return {"count": len(ignored), "patterns": patterns}
