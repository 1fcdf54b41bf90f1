# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What pyproject.toml says of a project; reads (private to the collection).

https://packaging.python.org/en/latest/specifications/pyproject-toml/
"""

from __future__ import annotations

import posixpath
import re
from fnmatch import fnmatchcase
from typing import Any

from ._folder import Folder
from ._toml import entries, read_toml, table

# Named like these, a text is read by what builds the package even where nothing names it.
_TEXTS = ("README*", "LICEN[CS]E*", "COPYING*", "NOTICE*", "AUTHORS*")
_FROM_GIT = re.compile(
    r"(setuptools[-_.]scm|hatch-vcs|flit[-_.]scm|versioningit|dynamic-versioning|git-versioning|\bpbr\b)"
)


def texts_of(folder: Folder, path: str) -> list[str]:
    """Return the texts of the package in a folder that its metadata are made of, such as README.md."""
    said = read_pyproject(folder, path)
    project = table(said, "project")
    readme, of_poetry = project.get("readme"), table(said, "tool", "poetry").get("readme")
    named = [readme.get("file") if isinstance(readme, dict) else readme]
    named += of_poetry if isinstance(of_poetry, list) else [of_poetry]
    named += [table(project, "license").get("file"), *entries(project, "license-files")]
    patterns = [*_TEXTS, *(name for name in named if isinstance(name, str) and "/" not in name)]
    inner = [name for name in named if isinstance(name, str) and "/" in name and folder.has(posixpath.join(path, name))]
    beside = [name for name in folder.names(path) if any(fnmatchcase(name, pattern) for pattern in patterns)]
    return [posixpath.normpath(posixpath.join(path, name)) for name in [*beside, *inner]]


def code_of(folder: Folder, path: str) -> list[str]:
    """Return where the code of the package in a folder lies: src, else the modules of its name, else the folder itself.

    The project's own folder holds more than code, and so is never named itself.
    """
    said = read_pyproject(folder, path)
    name = str(table(said, "project").get("name") or table(said, "tool", "poetry").get("name") or "")
    module = re.sub("[-_.]+", "_", name)
    places = [posixpath.normpath(posixpath.join(path, one)) for one in ("src", module, module + ".py") if one]
    return [place for place in places if folder.has(place)][:1] if path == "." else [path]


def read_pyproject(folder: Folder, path: str) -> dict[str, Any]:
    """Return the tables of the pyproject.toml of a folder, empty where there is none."""
    name = posixpath.normpath(posixpath.join(path, "pyproject.toml"))
    return read_toml(folder, name) if folder.has(name) else {}


def version_is_of_git(folder: Folder, path: str) -> bool:
    """Tell whether the package in a folder takes its version from git, which no build sees, and has no other."""
    said = read_pyproject(folder, path)
    requires = " ".join(str(name) for name in entries(said, "build-system", "requires"))
    from_git = bool(_FROM_GIT.search(requires)) or table(said, "tool", "pdm", "version").get("source") == "scm"
    dynamic = "version" in entries(said, "project", "dynamic") or not table(said, "project")
    elsewhere = table(said, "tool", "setuptools", "dynamic").get("version") or _has_fallback(said)
    return from_git and dynamic and not elsewhere


def _has_fallback(said: dict[str, Any]) -> bool:
    places = (
        table(said, "tool", "setuptools_scm"),
        table(said, "tool", "hatch", "version"),
        table(said, "tool", "hatch", "version", "raw-options"),
        table(said, "tool", "uv-dynamic-versioning"),
        table(said, "tool", "pdm", "version"),
    )
    return any("fallback_version" in place or "fallback-version" in place for place in places)


def is_poetry_package(folder: Folder) -> bool:
    """Tell whether the project itself is a package that Poetry can install: one with code."""
    said = read_pyproject(folder, ".")
    of_poetry = table(said, "tool", "poetry")
    if of_poetry.get("package-mode") is False or not table(said, "build-system"):
        return False
    if "poetry" not in str(table(said, "build-system").get("build-backend", "")) or of_poetry.get("packages"):
        return True
    name = str(table(said, "project").get("name") or of_poetry.get("name") or "")
    module = re.sub("[-_.]+", "_", name)
    return any(folder.has(place) for place in (module, "src/" + module, module + ".py", "src/" + module + ".py"))


def uv_sources(folder: Folder, path: str) -> list[str]:
    """Return the paths, in the folder of the project, that tool.uv.sources of a package takes others from.

    Members of the workspace are those of the project's own pyproject.toml.
    """
    found = []
    for name, told in table(read_pyproject(folder, path), "tool", "uv", "sources").items():
        for source in told if isinstance(told, list) else [told]:
            if "path" in source:
                found.append(posixpath.normpath(posixpath.join(path, str(source["path"]))))
            elif source.get("workspace") is True:
                found += _members(folder, name)
    return found


def _members(folder: Folder, name: str) -> list[str]:
    patterns = [str(one) for one in entries(read_pyproject(folder, "."), "tool", "uv", "workspace", "members")]
    paths = [path for pattern in patterns for path in folder.matching(pattern)]
    named = [(path, str(table(read_pyproject(folder, path), "project").get("name"))) for path in paths]
    return [path for path, own in named if _canonical(own) == _canonical(name)]


def _canonical(name: str) -> str:
    return re.sub("[-_.]+", "-", name).lower()


def local_sources(folder: Folder) -> list[tuple[str, str]]:
    """Return the kind (directory or file) and the path of what tool.poetry.dependencies names by a path."""
    named = table(read_pyproject(folder, "."), "tool", "poetry", "dependencies").values()
    paths = [str(one["path"]) for one in named if isinstance(one, dict) and "path" in one]
    paths += [str(one["file"]) for one in named if isinstance(one, dict) and "file" in one]
    return [("directory" if folder.is_folder(path) else "file", path) for path in paths]
