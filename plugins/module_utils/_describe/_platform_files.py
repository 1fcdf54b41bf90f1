# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What platforms are told of an application: Heroku, Render, Railway, Nixpacks, App Engine; reads (private).

The forms are those of https://devcenter.heroku.com/articles/app-json-schema and build-docker-images-heroku-yml, of
https://docs.railway.com/reference/config-as-code, https://nixpacks.com/docs/configuration/file,
https://cloud.google.com/appengine/docs/standard/reference/app-yaml, of Dokku's health checks in app.json,
https://dokku.com/docs/deployment/zero-downtime-deploys/, and of https://render.com/docs/blueprint-spec.
"""

from __future__ import annotations

import json
import posixpath
import re
from typing import Any, Callable

from .._buildkit._errors import ImageError
from .._project._folder import Place
from .._project._toml import read_toml, table
from ._bounded_folder import BoundedFolder
from ._packages import line_of
from ._start import Start
from ._start_command import read_command
from ._yaml_nodes import get, items, line, read_nodes, texts

_DEBIAN_NAME = re.compile(r"[a-z0-9][a-z0-9.+-]+\Z")


def read_app_json(folder: BoundedFolder, found: Start) -> None:
    """Note the names of the environment, the command after a deployment, and the health check. Raises ImageError."""
    if not folder.has("app.json"):
        return
    text = folder.read("app.json")
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ImageError("app.json: found no JSON ({0}); mend it".format(error)) from error
    for name in _table(values, "env"):
        found.environment[name] = Place("app.json", line_of(text, '"' + re.escape(name) + r'"\s*:'))
    command = _table(values, "scripts").get("postdeploy")
    command = command.get("command") if isinstance(command, dict) else command
    if isinstance(command, str):
        said = "{0}: runs {1!r} after a deployment, which no image does; run it in a container of the image"
        found.notes.append(said.format(Place("app.json", line_of(text, r'"postdeploy"')), command[:80]))
    checks = _table(values, "healthchecks").get("web")
    for check in checks if isinstance(checks, list) else []:
        path = check.get("path") if isinstance(check, dict) else None
        if isinstance(path, str) and path.startswith("/"):
            found.health.append((path, Place("app.json", line_of(text, re.escape(json.dumps(path))))))


def read_aptfile(folder: BoundedFolder, found: Start) -> None:
    """Note the packages of the system, a name in a line. Raises ImageError."""
    for number, said in enumerate(folder.read("Aptfile").splitlines() if folder.has("Aptfile") else [], 1):
        name = said.partition("#")[0].strip()
        if _DEBIAN_NAME.match(name):
            found.apt.append((name, Place("Aptfile", number)))
        elif name:
            found.notes.append("Aptfile:{0}: found {1!r}, which is no package of Debian".format(number, name[:80]))


def read_render(folder: BoundedFolder, path: str, found: Start) -> None:
    """Note how the web service of a folder starts, its health check and its environment. Raises ImageError."""
    file = posixpath.relpath("render.yaml", path)
    if not folder.has("render.yaml"):
        return
    for node in items(get(read_nodes(folder.read("render.yaml"), file), "services")):
        within = posixpath.normpath((texts(get(node, "rootDir")) or ["."])[0])
        if texts(get(node, "type")) != ["web"] or within != path:
            continue  # a worker, or the application of another folder
        command, check = get(node, "startCommand"), get(node, "healthCheckPath")
        if command is not None:
            place, said = Place(file, line(command)), (texts(command) or [""])[0]
            found.add(read_command(said, place), place, said)
        if texts(check) and texts(check)[0].startswith("/"):
            found.health.append((texts(check)[0], Place(file, line(check))))
        for entry in items(get(node, "envVars")):
            for name in texts(get(entry, "key")):
                value = (texts(get(entry, "value")) or [""])[0]
                found.add_setting(name, value, Place(file, line(get(entry, "key"))))


def read_platform(folder: BoundedFolder, name: str, found: Start) -> None:
    """Note what a file of `PLATFORM_FILES` says. Raises ImageError."""
    if folder.has(name) and not folder.is_folder(name):
        read, keys = _READERS[name]
        read(folder, name, keys, found)


def _note_json(folder: BoundedFolder, name: str, keys: tuple[str, ...], found: Start) -> None:
    text = folder.read(name)
    try:
        told = _table(json.loads(text), keys[0])
    except (ValueError, RecursionError) as error:
        raise ImageError("{0}: found no JSON ({1}); mend it".format(name, error)) from error
    _note(name, text, told.get(keys[1]), told.get("healthcheckPath"), found)


def _note_toml(folder: BoundedFolder, name: str, keys: tuple[str, ...], found: Start) -> None:
    tables, text = read_toml(folder, name), folder.read(name)
    _note(name, text, table(tables, keys[0]).get(keys[1]), table(tables, "deploy").get("healthcheckPath"), found)


def _note_yaml(folder: BoundedFolder, name: str, keys: tuple[str, ...], found: Start) -> None:
    node = get(read_nodes(folder.read(name), name), *keys)
    for said in texts(node)[:1]:
        found.add(read_command(said, Place(name, line(node))), Place(name, line(node)), said)


# How each is read, and where it has the command that starts the application.
_READERS: dict[str, tuple[Callable[[BoundedFolder, str, tuple[str, ...], Start], None], tuple[str, ...]]] = {
    "railway.toml": (_note_toml, ("deploy", "startCommand")),
    "nixpacks.toml": (_note_toml, ("start", "cmd")),
    "railway.json": (_note_json, ("deploy", "startCommand")),
    "app.yaml": (_note_yaml, ("entrypoint",)),
    "heroku.yml": (_note_yaml, ("run", "web")),
}
PLATFORM_FILES = tuple(_READERS)


def _note(name: str, text: str, command: Any, path: Any, found: Start) -> None:
    if isinstance(command, str):
        place = Place(name, line_of(text, r"\b(startCommand|cmd)\b"))
        found.add(read_command(command, place), place, command)
    if isinstance(path, str) and path.startswith("/"):
        found.health.append((path, Place(name, line_of(text, "healthcheckPath"))))


def _table(values: Any, name: str) -> dict[str, Any]:
    found = values.get(name) if isinstance(values, dict) else None
    return found if isinstance(found, dict) else {}
