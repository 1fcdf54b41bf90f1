# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tags that an image has besides its first one, all of which move together or not at all (private)."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, Mapping, Sequence

from .._buildkit._errors import ImageError
from .._docker._engine import Engine
from .._docker._image_store import remove_image, tag_image
from ._reason import Reason


def lacking_tags(image: str, held: Mapping[str, dict[str, Any] | None]) -> tuple[Reason, ...]:
    """Return a reason for each reference that does not point to the image with this id, by the engine's documents."""
    found = {reference: document["Id"] if document else None for reference, document in held.items()}
    return tuple(
        Reason("tag", name, before=image, after=held_id) for name, held_id in found.items() if held_id != image
    )


def move_tags(engine: Engine, image: str, references: Sequence[str]) -> None:
    """Let each reference point to the image. Raises ImageError where one cannot; then all point to what they did."""
    before = engine.inspect(list(references))
    moved: list[str] = []
    try:
        for reference in references:
            document = before[reference]
            if document is None or document["Id"] != image:
                tag_image(engine, image, reference)
                moved.append(reference)
    except ImageError:
        for reference in reversed(moved):
            document = before[reference]
            with suppress(ImageError):  # the first error is the one to tell
                if document is None:
                    remove_image(engine, reference)
                else:
                    tag_image(engine, document["Id"], reference)
        raise
