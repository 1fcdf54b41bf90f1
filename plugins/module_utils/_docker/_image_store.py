# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What changes the engine's images, and what has to be tried to be known (private to the collection)."""

from __future__ import annotations

from typing import Any

from .._buildkit._errors import ImageError
from ._asking_container import asking_container
from ._engine import Engine

_LACKS = ("platform", "o such image", "not found")  # what engines say of an image without the platform
_LOAD_TIMEOUT = 600  # seconds


def load_image(engine: Engine, archive: str) -> None:
    """Load an image from the tar `archive`."""
    engine.run(["image", "load", "--quiet", "--input", archive], timeout=_LOAD_TIMEOUT)


def tag_image(engine: Engine, image: str, reference: str) -> None:
    """Let `reference` point to `image`."""
    engine.run(["image", "tag", image, reference])


def remove_image(engine: Engine, image: str) -> None:
    """Remove `image` unless something still uses it."""
    engine.run(["image", "rm", image], check=False)


def repo_digests(engine: Engine, image: str) -> list[str]:
    """Return the digests by which the engine knows an image, as `NAME@DIGEST`; none where it has no such image."""
    document = engine.inspect([image])[image] or {}
    return sorted(set(document.get("RepoDigests") or []))


def has_platform(engine: Engine, document: dict[str, Any], platform: str, run: str) -> bool:
    """Tell whether the engine has the image of the `document` for `platform`; a container of the `run` asks.

    Raises ImageError when the engine gives another answer.
    """
    try:
        with asking_container(engine, document, run, options=["--platform", platform]):
            return True
    except ImageError as error:
        if any(words in str(error) for words in _LACKS):
            return False
        raise
