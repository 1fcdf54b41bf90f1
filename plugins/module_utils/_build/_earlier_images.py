# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The images that held a tag before: which one lost it, and which of them are removed (private to the collection).

When a tag moves, the image that held it stays on the engine without a name.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from .._docker._engine import Engine
from .._docker._image_store import remove_image


@dataclass(frozen=True)
class UntaggedImage:
    """An image that lost its last tag; `size` in bytes."""

    id: str
    size: int

    def to_json(self) -> dict[str, Any]:
        """Return it as the module documents it."""
        return asdict(self)


def untagged_image(engine: Engine, image: str, size: int | None) -> UntaggedImage | None:
    """Return the image of this id if the engine has it without a tag, else None; `size` in bytes where it is known."""
    document = engine.inspect([image])[image]
    if document is None or document.get("RepoTags"):
        return None
    return UntaggedImage(image, document["Size"] if size is None else size)


def remove_earlier_images(engine: Engine, earlier: list[str], keep: int) -> list[str]:
    """Remove all but `keep` of the images with the ids `earlier`, newest first, and return the ids of those removed.

    One that has a tag, or that a container uses, stays.
    """
    documents = engine.inspect(earlier)
    untagged = [image for image in earlier if documents[image] and not (documents[image] or {}).get("RepoTags")]
    for image in untagged[keep:]:
        remove_image(engine, image)
        _remove_pushed_image(engine, image, documents[image] or {})
    left = engine.inspect(untagged[keep:])
    return [image for image in untagged[keep:] if left[image] is None]


def _remove_pushed_image(engine: Engine, image: str, document: dict[str, Any]) -> None:
    """Remove an image that was pushed to several repositories, which the engine removes by its digests alone."""
    digests = document.get("RepoDigests") or []
    if len({name.partition("@")[0] for name in digests}) < 2:
        return
    if engine.run(["container", "ls", "--all", "--quiet", "--filter", "ancestor=" + image]).stdout.strip():
        return
    for name in digests:
        remove_image(engine, name)
