# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One package.json (private to the collection); reads."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Iterator

from .._buildkit._errors import ImageError
from .._project._folder import Folder, Place

_GROUPS = ("dependencies", "devDependencies", "optionalDependencies")
# They write into .git, which a build has not got.
_GIT_HOOKS = re.compile(r"\s*(?:npx\s+|yarn\s+|pnpm\s+)?(?:husky|lefthook|simple-git-hooks|is-ci)\b[^&;|]*\Z")


@dataclass(frozen=True)
class Manifest:
    """What a package.json says; `folder` is where it lies in the source, "." for that of the source itself."""

    folder: str
    values: dict[str, Any]

    @property
    def path(self) -> str:
        """Return the path of the file."""
        return "package.json" if self.folder == "." else self.folder + "/package.json"

    def table(self, *names: str) -> dict[str, Any]:
        """Return a table by the names that lead to it, an empty one where there is none."""
        found: Any = self.values
        for name in names:
            found = found.get(name) if isinstance(found, dict) else None
        return found if isinstance(found, dict) else {}

    def wanted(self) -> Iterator[tuple[str, str]]:
        """Yield name and range of each package that it asks for."""
        for group in _GROUPS:
            for name, wanted in self.table(group).items():
                if isinstance(wanted, str):
                    yield name, wanted

    def workspaces(self) -> list[str]:
        """Return the patterns of its workspaces."""
        found = self.values.get("workspaces")
        found = found.get("packages") if isinstance(found, dict) else found
        return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []

    def package_manager(self) -> tuple[str, str]:
        """Return name and version of C(packageManager), two empty texts where it has none."""
        match = re.match(r"([a-z]+)@([0-9][0-9A-Za-z.-]*)", str(self.values.get("packageManager") or ""))
        return (match.group(1), match.group(2)) if match else ("", "")

    def scripts(self, names: tuple[str, ...]) -> list[str]:
        """Return those of the names that it has scripts of, without such that install hooks of git alone."""
        found = self.table("scripts")
        return [name for name in names if isinstance(found.get(name), str) and not _GIT_HOOKS.match(found[name])]


def read_manifest(folder: Folder, path: str) -> Manifest:
    """Return the package.json of a folder of the source. Raises ImageError where it is none."""
    manifest = Manifest(path, {})
    text = folder.read(folder.demand(manifest.path, Place("package.json")))
    try:
        values = json.loads(text or "{}")
    except (ValueError, RecursionError) as error:
        raise ImageError("{0}: is no JSON ({1}), expected what npm reads".format(manifest.path, error)) from error
    if not isinstance(values, dict):
        raise ImageError("{0}: found no object, expected what npm reads".format(manifest.path))
    return Manifest(path, values)
