# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The settings of the tool that builds a page; reads (private to the collection)."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass

from .._node_project._manifest import Manifest
from .._project._folder import Place
from ._bounded_folder import BoundedFolder
from ._packages import line_of
from ._page_angular import Project, projects_of_angular
from ._page_tools import Tool

_ROOT_OF_VITE = re.compile(
    r"(?:^|[{,])\s*root\s*:\s*(?:path\.)?(?:(?:resolve|join)\(\s*__dirname\s*,\s*)?['\"](?:\./)?([\w./-]+)['\"]",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Building:
    """What builds a page: the repository, the workspace, the tool and the command that runs it."""

    folder: BoundedFolder
    manifest: Manifest
    tool: Tool
    command: str

    def settings(self) -> list[tuple[str, str]]:
        """Return path and text of each file of settings. Raises ImageError."""
        return settings_of(self.folder, self.manifest, self.tool)

    def text(self) -> str:
        """Return the text of all settings. Raises ImageError."""
        return "\n".join(text for _path, text in self.settings())

    def projects(self) -> list[Project]:
        """Return the applications of angular.json, none for another tool. Raises ImageError."""
        if self.tool.name != "Angular":
            return []
        path = posixpath.normpath(posixpath.join(self.manifest.folder, "angular.json"))
        return projects_of_angular(self.folder, path, self.command)

    def written(self) -> tuple[str, Place] | None:
        """Return the folder that they name, and where, None where they name none. Raises ImageError."""
        for project in self.projects()[:1]:
            return project.folder, project.place
        for path, text in self.settings() if self.tool.output else ():
            match = re.search(self.tool.output, text, re.DOTALL)
            root = self.root(text)
            if match and match.group(1) not in ("path.resolve", "resolve", "path.join", "join"):
                place = Place(path, text[: match.start(1)].count("\n") + 1)
                named = re.sub(r"\A(\./|/)+|/+\Z", "", match.group(1))
                return posixpath.normpath(posixpath.join(root, named)), place
            if root:
                return posixpath.join(root, self.tool.folder), Place(path, line_of(text, r"\broot\s*:"))
        return None

    def root(self, text: str) -> str:
        """Return the folder that has index.html, where Vite is told another one than that of its settings."""
        match = _ROOT_OF_VITE.search(text) if self.tool.name == "Vite" else None
        root = match.group(1).rstrip("/") if match else ""
        has_page = root and self.folder.has(
            posixpath.normpath(posixpath.join(self.manifest.folder, root, "index.html"))
        )
        return root if has_page else ""


def settings_of(folder: BoundedFolder, manifest: Manifest, tool: Tool) -> list[tuple[str, str]]:
    """Return path and text of each file that a tool has its settings in. Raises ImageError."""
    names = [name for name in folder.names(manifest.folder) if tool.settings and re.match(tool.settings + r"\Z", name)]
    paths = [posixpath.normpath(posixpath.join(manifest.folder, name)) for name in names]
    return [(path, folder.read(path)) for path in paths]


def place_of(folder: BoundedFolder, manifest: Manifest, word: str) -> Place:
    """Return where a package.json has a key. Raises ImageError."""
    return Place(manifest.path, line_of(folder.read(manifest.path), '"' + re.escape(word) + r'"\s*:'))
