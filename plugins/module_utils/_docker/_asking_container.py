# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A container that is created to ask about an image, never started, and removed (private to the collection).

It is named after the run that made it, since several tasks, hosts and users share one engine.
"""

from __future__ import annotations

import os
import posixpath
import re
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
    flags = [
        "--pull=never",
        "--network=none",
        "--label",
        "{0}={1}.{2}".format(_LABEL, process_space(), os.getpid()),
        "--name",
        container,
        *volumes,
        *options,
    ]
    try:
        engine.run_on_image(["container", "create", *flags, document["Id"], "none"])
        yield container
    finally:
        remove_container(engine, run)


def remove_container(engine: Engine, run: str) -> None:
    """Remove the container of a `run`, and the volumes that were made for it."""
    engine.run(["container", "rm", "--force", "--volumes", container_name(run)], check=False)


def remove_forgotten_containers(engine: Engine) -> None:
    """Remove what runs left that were killed: at once those of this host, those of others when they are old."""
    listing = ["container", "ls", "--all", "--filter", "label=" + _LABEL]
    template = '--format={{.ID}} {{.Label "' + _LABEL + '"}}'
    found = [line.split() for line in engine.run([*listing, template], check=False).stdout.splitlines()]
    dead = [words[0] for words in found if _has_ended(words[-1])]
    if dead:
        engine.run(["container", "rm", "--force", "--volumes", *dead], check=False)
    if len(found) > len(dead):
        filters = ["--filter", "label=" + _LABEL, "--filter", "until=" + _FORGOTTEN]
        engine.run(["container", "prune", "--force", *filters], check=False)


def process_space() -> str:
    """Return what tells the processes of this host, or of a container on it, from all others; empty where unknown."""
    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as opened:
            return opened.read().strip() + "." + re.sub(r"\D", "", os.readlink("/proc/self/ns/pid"))
    except OSError:
        return ""


def _has_ended(owner: str) -> bool:
    """Tell whether the process that the label names was one of this host, and runs no more."""
    space, _dot, process = owner.rpartition(".")
    return bool(space) and space == process_space() and not os.path.isdir("/proc/" + process)


def _hidden(document: dict[str, Any], seen: Sequence[str]) -> list[str]:
    """Return the volumes of an image that hold none of the paths `seen`.

    One with a relative path is made in any case, since nothing can be mounted there, and is removed with the container.
    """
    volumes = sorted((document.get("Config") or {}).get("Volumes") or {})
    folders = {path: posixpath.join(posixpath.normpath(path), "") for path in volumes if path.startswith("/")}
    return [path for path, folder in folders.items() if not any((file + "/").startswith(folder) for file in seen)]
