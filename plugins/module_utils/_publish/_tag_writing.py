# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Giving an image its tags, which somebody else may want to give at the same time (private to the collection)."""

from __future__ import annotations

from typing import Container

from .._buildkit._errors import ImageError
from .._registry._repository import Manifest, Repository


def write_tag(repository: Repository, manifest: Manifest, tag: str, moving: Container[str]) -> None:
    """Let a tag name the image. Raises ImageError where somebody else has it by now, unless it is one that moves.

    A registry has no step that asks and writes, so the tag is read right before and again afterwards.
    """
    found = repository.manifest(tag)
    if found is not None and found.digest != manifest.digest and tag not in moving:
        raise ImageError(
            "tags: found {0} under {1}:{2}, which somebody else has written since this task began; take a new tag, or "
            "name it in moving_tags".format(found.digest, repository.place.name, tag)
        )
    repository.put_manifest(tag, manifest, "writing the tag {0}".format(tag))
    found = repository.manifest(tag)
    if found is None or found.digest != manifest.digest:
        raise ImageError(
            "tags: found {0} under {1}:{2}, which somebody else writes at the same time; run the task again".format(
                found.digest if found else "nothing", repository.place.name, tag
            )
        )
