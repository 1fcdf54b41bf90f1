# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What changes the engine's images, and what has to be tried to be known (private to the collection)."""

from __future__ import annotations

import hashlib

from ._engine import Engine

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


def repo_digests(engine: Engine, reference: str) -> list[str]:
    """Return the digests by which the engine knows an image that it has, as `NAME@DIGEST`."""
    document = engine.inspect([reference])[reference] or {}
    return sorted(set(document.get("RepoDigests") or []))


def has_platform(engine: Engine, image: str, platform: str) -> bool:
    """Tell whether the engine has `image` for `platform`; a container is created to ask, and removed."""
    container = "sovd-prod-images-asks-" + hashlib.sha256(image.encode()).hexdigest()[:24]
    engine.run(["container", "rm", "--force", container], check=False)
    options = ["--pull=never", "--network=none", "--name", container, "--platform", platform]
    done = engine.run(["container", "create", *options, image, "none"], check=False)
    engine.run(["container", "rm", "--force", container], check=False)
    return done.returncode == 0
