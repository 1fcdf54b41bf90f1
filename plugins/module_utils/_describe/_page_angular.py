# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where Angular writes a page to, by angular.json; reads (private to the collection).

The form is that of https://angular.dev/reference/configs/workspace-config.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from .._buildkit._errors import ImageError
from .._project._folder import Place
from ._bounded_folder import BoundedFolder
from ._packages import line_of


@dataclass(frozen=True)
class Project:
    """An application of a workspace: where its page is written to and deployed, and whether a server renders it."""

    name: str
    folder: str
    place: Place
    base: str = ""
    renders: bool = False


def projects_of_angular(folder: BoundedFolder, path: str, command: str) -> list[Project]:
    """Return the applications of a workspace, the one alone that a command names. Raises ImageError."""
    if not folder.has(path):
        return []
    text = folder.read(path)
    try:
        values = json.loads(text)
        projects = {name: _table(one) for name, one in _table(values).get("projects", {}).items()}
    except (ValueError, AttributeError, RecursionError) as error:
        raise ImageError("{0}: found no JSON of Angular ({1}); mend it".format(path, error)) from error
    found = [
        _project(name, _build(project), path, text)
        for name, project in projects.items()
        if project.get("projectType") != "library" and _build(project)
    ]
    named = re.search(r"\bng build\s+([\w@/-]+)", command)
    wanted = (
        named.group(1)
        if named and not named.group(1).startswith("-")
        else str(_table(values).get("defaultProject") or "")
    )
    return [one for one in found if one.name == wanted] or found


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _build(project: dict[str, Any]) -> dict[str, Any]:
    build = _table(_table(project.get("architect") or project.get("targets")).get("build"))
    return {} if str(build.get("builder", "")).endswith("ng-packagr") else build


def _project(name: str, build: dict[str, Any], path: str, text: str) -> Project:
    options = {**_table(build.get("options"))}
    options.update(_table(_table(build.get("configurations")).get("production")))
    output = options.get("outputPath", "dist/" + name)
    base = output.get("base", "dist/" + name) if isinstance(output, dict) else output
    browser = output.get("browser", "browser") if isinstance(output, dict) else "browser"
    is_application = str(build.get("builder", "")).endswith(":application")
    written = "/".join(filter(None, (str(base), str(browser) if is_application else "")))
    rendered = options.get("outputMode") == "server" or (
        bool(options.get("ssr")) and options.get("outputMode") != "static"
    )
    return Project(
        name, written, Place(path, line_of(text, '"outputPath"')), str(options.get("baseHref") or ""), rendered
    )
