# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A container that is created to ask about an image, never started, and removed (private to the collection).

It is named after the run that made it, since several tasks, hosts and users share one engine.
"""

from __future__ import annotations

import posixpath
from contextlib import contextmanager
from typing import Any, Iterator, Sequence

from ._engine import Engine

_LABEL = "sovd.prod_images.asks"
_FORGOTTEN = "1h"  # such a container lives for seconds


def container_name(run: str) -> str:
    """Return the name of the container of a `run`."""
    return "sovd-prod-images-asks-" + run


@contextmanager
def asking_container(
    engine: Engine, document: dict[str, Any], run: str, *, seen: Sequence[str] = (), options: Sequence[str] = ()
) -> Iterator[str]:
    """Lend the name of a container of the image that the engine's `document` describes.

    No volume is made for a `VOLUME` of the image, which the engine would fill with a copy, unless it holds one of the
    paths `seen`. `options` are more of `docker container create`. Raises ImageGoneError, or ImageError with what the
    engine said.
    """
    container = container_name(run)
    volumes = ['--mount=type=tmpfs,"destination={0}"'.format(path) for path in _hidden(document, seen)]
    flags = ["--pull=never", "--network=none", "--label", _LABEL, "--name", container, *volumes, *options]
    try:
        engine.run_on_image(["container", "create", *flags, document["Id"], "none"])
        yield container
    finally:
        remove_container(engine, run)


def remove_container(engine: Engine, run: str) -> None:
    """Remove the container of a `run`, and the volumes that were made for it."""
    engine.run(["container", "rm", "--force", "--volumes", container_name(run)], check=False)


def remove_forgotten_containers(engine: Engine) -> None:
    """Remove what runs left that were killed."""
    filters = ["--filter", "label=" + _LABEL, "--filter", "until=" + _FORGOTTEN]
    engine.run(["container", "prune", "--force", *filters], check=False)


def _hidden(document: dict[str, Any], seen: Sequence[str]) -> list[str]:
    """Return the volumes of an image that hold none of the paths `seen`."""
    volumes = (document.get("Config") or {}).get("Volumes") or {}
    folders = {path: posixpath.join(posixpath.normpath(path), "") for path in sorted(volumes)}
    return [path for path, folder in folders.items() if not any((file + "/").startswith(folder) for file in seen)]
