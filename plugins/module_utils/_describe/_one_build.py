# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one run of the playbook that builds takes of a description, and what keeps it from that; no I/O (private)."""

from __future__ import annotations

import posixpath
from typing import Any

from ._description import Description

_ROLES = {"backend": "backend_image", "page": "frontend_image"}
_PLURALS = {"backend": "backends", "page": "pages"}


def open_points(found: list[Description]) -> list[str]:
    """Return a sentence for each question, for each file that cannot be read, and for what is there more than once."""
    sentences = [] if found else ["found no application: no list of Python packages and no package.json with a script"]
    for kind, plural in _PLURALS.items():
        paths = [one.path for one in found if one.kind == kind]
        if len(paths) > 1:
            text = "found several {0}: {1}; name the folder of one of them as the application"
            sentences.append(text.format(plural, ", ".join(paths)))
    for one in found:
        sentences += one.problems
        for asked in one.questions.values():
            candidates = ", ".join(str(candidate) for candidate in asked["candidates"]) or "none"
            sentences.append("{0}: {1}; candidates: {2}".format(asked["variable"], asked["asks"], candidates))
    return sentences


def variables(path: str, found: list[Description]) -> dict[str, Any]:
    """Return the variables of one build with its sources, empty where there are several applications of a kind."""
    if any(len([one for one in found if one.kind == kind]) > 1 for kind in _ROLES):
        return {}
    values: dict[str, Any] = {}
    for one in found:
        values[_ROLES[one.kind] + "_source"] = posixpath.normpath(posixpath.join(path, one.path))
        values.update({proposal.variable: proposal.value for proposal in one.differing()})
    return values
