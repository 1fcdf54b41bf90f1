# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the team starts its application today: Procfile, Dockerfile, Compose, fly.toml and others; reads (private)."""

from __future__ import annotations

import re
from typing import Any, Callable

from .._project._folder import Place
from .._project._toml import entries, read_toml, table
from ._bounded_folder import BoundedFolder
from ._compose_files import COMPOSE_FILES, read_compose, target_of
from ._environment_files import read_environment_files
from ._packages import line_of
from ._platform_files import PLATFORM_FILES, read_app_json, read_aptfile, read_platform, read_render
from ._start import Start
from ._start_command import of_words, read_command
from ._start_scripts import started_by_script
from ._todays_image import TodaysImage, read_todays_image

_DOCKERFILES = (
    "Dockerfile.prod",
    "Dockerfile.production",
    "Dockerfile",
    "docker/Dockerfile",
    "Containerfile",
    "deploy/Dockerfile",
)


def read_start(folder: BoundedFolder, above: BoundedFolder | None = None, path: str = ".") -> Start:
    """Return all that these files say; what is broken among them becomes a note, since none is needed for a build.

    `above` is the repository where the application lies in its folder `path`: what stands there may tell of it too.
    """
    found = Start()
    target = target_of(above or folder, path) or target_of(folder, ".")
    of_folder: list[tuple[str, Callable[..., None], tuple[Any, ...]]] = [
        ("Procfile", _read_procfile, (folder, found)),
        ("render.yaml", read_render, (above or folder, path, found)),
        *((name, read_platform, (folder, name, found)) for name in PLATFORM_FILES),
        ("Dockerfile", _read_dockerfiles, (folder, found, target)),
        ("fly.toml", _read_fly, (folder, found)),
        *((name, read_compose, (folder, name, ".", found)) for name in COMPOSE_FILES),
        *((name, read_compose, (above, name, path, found)) for name in COMPOSE_FILES if above and path != "."),
        ("app.json", read_app_json, (folder, found)),
        ("Aptfile", read_aptfile, (folder, found)),
        ("an environment file", read_environment_files, (folder, found)),
    ]
    for file, read, arguments in of_folder:
        with found.noting(file):
            read(*arguments)
    return found


def _read_procfile(folder: BoundedFolder, found: Start) -> None:
    text = folder.read("Procfile") if folder.has("Procfile") else ""
    lines = [(number, *said.partition(":")[::2]) for number, said in enumerate(text.splitlines(), 1)]
    for number, kind, command in sorted(lines, key=lambda one: one[1].strip() != "web"):
        if not kind.strip().startswith(("#", "release")):
            place = Place("Procfile", number)
            found.add(started_by_script(folder, command.split()) or read_command(command, place), place, command)


def _read_dockerfiles(folder: BoundedFolder, found: Start, target: str = "") -> None:
    for name in _DOCKERFILES:
        text = folder.read(name) if folder.has(name) and not folder.is_folder(name) else ""
        if text and "sovd.prod_images" not in text[:500]:
            _read_dockerfile(folder, read_todays_image(text, name, target), found)
            return


def _read_dockerfile(folder: BoundedFolder, image: TodaysImage, found: Start) -> None:
    found.images += [image.base] if image.base else []
    found.ports += image.ports
    found.apt += image.apt
    found.installs += image.runs
    for text, place in image.checks:
        found.add_check(text, place)
    for name, (value, place) in image.environment.items():
        found.add_setting(name, value, place)
    words, last = [*image.entrypoint, *image.command], image.started_at
    found.add(started_by_script(folder, words) or of_words(words, last), last, " ".join(words))


def _read_fly(folder: BoundedFolder, found: Start) -> None:
    if not folder.has("fly.toml"):
        return
    tables, text = read_toml(folder, "fly.toml"), folder.read("fly.toml")
    older = [one for one in entries(tables, "services") if isinstance(one, dict)]
    for service in [table(tables, "http_service"), *older]:
        port = service.get("internal_port")
        if isinstance(port, int):
            found.ports.append((port, Place("fly.toml", line_of(text, r"^\s*internal_port"))))
        for check in [*entries(service, "checks"), *entries(service, "http_checks")]:
            path = check.get("path") if isinstance(check, dict) else None
            if isinstance(path, str) and path.startswith("/"):
                found.health.append((path, Place("fly.toml", line_of(text, re.escape(path)))))
    for name, value in table(tables, "env").items():
        found.add_setting(name, str(value), Place("fly.toml", line_of(text, r"^\s*" + re.escape(name) + r"\s*=")))
    for name, command in table(tables, "processes").items():
        if isinstance(command, str):
            place = Place("fly.toml", line_of(text, r"^\s*" + re.escape(name) + r"\s*="))
            found.add(read_command(command, place), place, command)
