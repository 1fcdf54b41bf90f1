# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the registry holds the tagged image, and the push where it does not (private to the collection)."""

from __future__ import annotations

from typing import Any

from .._docker._engine import Engine
from .._docker._image_name import ImageName

_QUESTION_TIMEOUT = 30  # seconds


def publish(engine: Engine, name: ImageName, result: dict[str, Any], timeout: int, check_mode: bool) -> None:
    """Make the registry hold what `result` tells of, and complete `result` with what that changed.

    Nothing is pushed where the registry's digest is one by which the engine knows the image. `timeout` is in seconds.
    Raises ImageError when the registry refuses; the image then keeps its tag, and the next run tries again.
    """
    if check_mode and result["changed"]:
        return  # what is built is pushed, and its digest is known only then
    known = _digests(result["image"], name)
    there, said = engine.registry_digest(name.reference, min(timeout, _QUESTION_TIMEOUT))
    if there in known:
        return
    answered = there is not None or said.endswith(": not found")
    if check_mode and not answered:
        # The engine may reach a registry that its command line does not, so this is no failure.
        result["warnings"] = [
            *result.get("warnings", []),
            "push: the registry could not be asked for {0} ({1}), so this prediction goes by what the engine knows of "
            "the last push".format(name.reference, said),
        ]
    if answered or not known:
        _add_reason(result, name.reference, there, known[0] if known else None)
    if check_mode:
        result["changed"] = answered or not known
        return
    digest = engine.push(name.reference, timeout)
    result["image"] = {**result["image"], "digests": engine.digests(name.reference)}
    result["changed"] = result["changed"] or (digest != there if answered else digest not in known)


def _digests(image: dict[str, Any], name: ImageName) -> list[str]:
    """Return the digests by which the engine knows the image under this name."""
    begin = name.familiar + "@"
    return [text[len(begin) :] for text in image["digests"] if text.startswith(begin)]


def _add_reason(result: dict[str, Any], reference: str, before: str | None, after: str | None) -> None:
    if result["reasons"]:
        return  # those of a build, and a build is pushed
    result["reasons"] = [{"kind": "push", "name": reference, "before": before, "after": after}]
    for side, digest in (("before", before), ("after", after)):
        result["diff"][side] += "push {0}: {1}\n".format(reference, digest or "not there")
