# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Services of Compose files whose image is built from a folder of the repository; reads (private to the collection).

The form is that of https://docs.docker.com/reference/compose-file/.
"""

from __future__ import annotations

import posixpath
from typing import Any

from .._buildkit._errors import ImageError
from .._project._folder import Place
from ._bounded_folder import BoundedFolder
from ._start import Start
from ._start_command import of_words, read_command
from ._yaml_nodes import get, line, pairs, read_nodes, texts

_OF_PRODUCTION = (
    "compose.prod.yaml",
    "compose.prod.yml",
    "compose.production.yaml",
    "compose.production.yml",
    "docker-compose.prod.yml",
    "docker-compose.prod.yaml",
    "docker-compose.production.yml",
    "docker-compose.production.yaml",
)
_USUAL = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
# Those of production first.
COMPOSE_FILES = (*_OF_PRODUCTION, *_USUAL)


def read_compose(folder: BoundedFolder, name: str, path: str, found: Start) -> None:
    """Note how those services of a file start whose image is built from `path`. Raises ImageError."""
    file = posixpath.relpath(name, path)
    for _service, node in _services_of(folder, name, file, path):
        _read_service(node, file, found)


def _services_of(folder: BoundedFolder, name: str, file: str, path: str) -> list[tuple[str, Any]]:
    """Return the services of a file whose image is built from `path`; `file` is its name in errors."""
    if not folder.has(name) or folder.is_folder(name):
        return []
    services = pairs(get(read_nodes(folder.read(name), file), "services"))
    return [(service, node) for service, node in services if _context_of(node) == path]


def _read_service(node: Any, file: str, found: Start) -> None:
    test = get(node, "healthcheck", "test")
    if test is not None:
        found.add_check(" ".join(texts(test)), Place(file, line(test)))
    command = get(node, "command")
    words = texts(command)
    if words:
        place = Place(file, line(command))
        read = of_words(words, place) if len(words) > 1 else read_command(words[0], place)
        found.add(read, place, " ".join(words))
    settings = get(node, "environment")
    for name, value in pairs(settings):
        for text in texts(value):
            found.add_setting(name, text, Place(file, line(value)))
    for text in texts(settings):
        name, _sign, value = text.partition("=")
        found.add_setting(name, value, Place(file, line(settings)))


def target_of(folder: BoundedFolder, path: str) -> str:
    """Return the stage that Compose builds of a folder, empty where it names none."""
    for name in COMPOSE_FILES:
        try:
            services = _services_of(folder, name, name, path)
        except ImageError:
            continue  # a note tells of it where its services are read
        for _service, node in services:
            target = texts(get(node, "build", "target"))
            if target:
                return target[0]
    return ""


def _context_of(service: Any) -> str:
    """Return the folder that the image of a service is built from, empty where it is built from none."""
    build = get(service, "build")
    context = (texts(get(build, "context")) or texts(build) or [""])[0]
    return posixpath.normpath(context) if context else ""


def services_built_from(folder: BoundedFolder, path: str) -> list[tuple[str, Place]]:
    """Return the names of the services of Compose whose image is built from a folder of the repository."""
    name = next((one for one in _USUAL if folder.has(one)), "")
    try:
        services = _services_of(folder, name, name, path) if name else []
    except ImageError:
        return []  # a note of the backend tells of it where it lies there
    return [(service, Place(name, line(get(node, "build")))) for service, node in services]
