# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rule that the builder and the runtime image have one Python, as far as names and the engine tell.

Whatever they do not tell is found by the first step of the build (roles/backend_image/files/same_python.py).
"""

from __future__ import annotations

import re
from typing import Iterable, Iterator

from .._role import Values

BUILDER, RUNTIME = "backend_image_python_image", "backend_image_runtime_image"
# https://hub.docker.com/_/python: the version, then what the image is made from; others name theirs alike.
_TAG = re.compile(r"(?:^|/)python:(3\.\d+)(?![\d])([\w.-]*)(?:@.*)?$")
_VARIABLE = re.compile(r"PYTHON_VERSION=(3\.\d+)(?!\d)")


def bases_have_one_python(values: Values) -> Iterator[str]:
    """Yield what is wrong with a runtime image that has another Python than the builder."""
    if not values[RUNTIME]:
        return
    versions = [_version(values[name], values.source.get("environments", {})) for name in (BUILDER, RUNTIME)]
    if None not in versions and versions[0] != versions[1]:
        yield "{0}: found {1!r} with Python {2}, expected the Python {3} of {4} {5!r}".format(
            RUNTIME, values[RUNTIME], versions[1], versions[0], BUILDER, values[BUILDER]
        )
        return
    libraries = [_c_library(values[name]) for name in (BUILDER, RUNTIME)]
    if None not in libraries and libraries[0] != libraries[1]:
        yield "{0}: found {1!r} with the C library {2}, expected the {3} of {4} {5!r}".format(
            RUNTIME, values[RUNTIME], libraries[1], libraries[0], BUILDER, values[BUILDER]
        )


def _version(reference: str, environments: dict[str, Iterable[str]]) -> str | None:
    """Return the minor version by the environment of the image on the engine, or else by its tag."""
    told = [found[1] for found in map(_VARIABLE.match, environments.get(reference) or ()) if found]
    if told:
        return str(told[0])
    found = _TAG.search(reference)
    return found[1] if found else None


def _c_library(reference: str) -> str | None:
    found = _TAG.search(reference)
    if not found:
        return None
    return "musl" if "alpine" in found[2] else "glibc"
