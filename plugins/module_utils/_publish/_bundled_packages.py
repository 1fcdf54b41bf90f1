# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The packages of npm that are bundled into a page, by its lock, for the image has no trace of them (private).

https://docs.npmjs.com/cli/v10/configuring-npm/package-lock-json
"""

from __future__ import annotations

import glob
import json
import os
from dataclasses import dataclass
from typing import Any

from .._buildkit._errors import ImageError
from ._lock_graph import pnpm_versions, yarn_versions
from ._packages import Package, node_package

_LOCKS = ("npm-shrinkwrap.json", "package-lock.json", "pnpm-lock.yaml", "yarn.lock")
_TYPES = "@types"  # declarations, which no bundle can hold


@dataclass(frozen=True)
class Bundled:
    """What is bundled, and a warning where the lock is one that cannot be read."""

    packages: tuple[Package, ...] = ()
    warning: str = ""


def bundled_packages(folder: str) -> Bundled:
    """Return the packages that the page in the folder needs at run time. Raises ImageError for a damaged lock."""
    if not os.path.isdir(folder):
        raise ImageError("page_source: found no folder {0}; name the one that the page is built from".format(folder))
    name = next((each for each in _LOCKS if os.path.isfile(os.path.join(folder, each))), None)
    if name is None:
        return Bundled(
            warning="page_source: found no lock of npm, pnpm or yarn in {0}, so the bill of materials names the "
            "packages that are bundled into the page only where the image itself has a whole bill of them".format(
                folder
            )
        )
    path = os.path.join(folder, name)
    try:
        with open(path, encoding="utf-8") as opened:
            found = _read(name, opened.read(), folder)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ImageError(
            "page_source: found no lock that this module reads in {0} ({1!r}), which are those of npm 7, pnpm 9 and "
            "yarn 1 and newer; write it again by an install".format(path, error)
        ) from error
    return Bundled(tuple(sorted(package for package in found if package.namespace != _TYPES)))


def _read(name: str, text: str, folder: str) -> set[Package]:
    if name == "pnpm-lock.yaml":
        return {node_package(*pair) for pair in pnpm_versions(text)}
    if name == "yarn.lock":
        return {node_package(*pair) for pair in yarn_versions(text, _manifests(folder))}
    packages: dict[str, Any] = json.loads(text)["packages"]
    return {_package(place, entry) for place, entry in packages.items() if _is_bundled(place, entry)}


def _manifests(folder: str) -> dict[str, Any]:
    """Return the package.json of the project in the folder, by an empty name, and of each of its workspaces."""
    with open(os.path.join(folder, "package.json"), encoding="utf-8") as opened:
        root: dict[str, Any] = json.load(opened)
    found = {"": root}
    workspaces = root.get("workspaces") or []
    for pattern in workspaces.get("packages") or [] if isinstance(workspaces, dict) else workspaces:
        for path in sorted(glob.glob(os.path.join(glob.escape(folder), pattern, "package.json"), recursive=True)):
            with open(path, encoding="utf-8") as opened:
                manifest = json.load(opened)
            if manifest.get("name"):
                found[manifest["name"]] = manifest
    return found


def _is_bundled(place: str, entry: dict[str, Any]) -> bool:
    if "node_modules/" not in place or entry.get("link"):
        return False  # the page itself and its workspaces
    only_elsewhere = "os" in entry and "linux" not in entry["os"]
    return not (entry.get("dev") or entry.get("devOptional") or only_elsewhere)


def _package(place: str, entry: dict[str, Any]) -> Package:
    name = entry.get("name") or place.rpartition("node_modules/")[2]
    return node_package(name, entry["version"], entry.get("license"))
