# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All that the folder of a project says of its packages, by what installs it; reads (private to the collection)."""

from __future__ import annotations

import posixpath
from typing import Callable

from ._addresses import git_sources, refuse_passwords
from ._findings import Findings
from ._folder import Folder
from ._locks import of_poetry, of_pylock, of_uv
from ._pyproject import code_of, read_pyproject, texts_of, version_is_of_git
from ._requirement_files import follow
from ._toml import table

# Settings of the installers, which these read beside what they install.
_SETTINGS = {
    "requirements": ("uv.toml", "pip.conf"),
    "pylock": ("uv.toml",),
    "uv": ("uv.toml",),
    "poetry": ("poetry.toml", "pip.conf"),
}
INSTALLERS = tuple(_SETTINGS)


def find(
    folder: Folder, installer: str, *, requirements: list[str], pylock: str, groups: list[str], with_project: bool
) -> Findings:
    """Return what is found; without the project itself, the folder is no package. Raises ImageError."""
    ways: dict[str, Callable[[], Findings]] = {
        "requirements": lambda: follow(folder, requirements),
        "pylock": lambda: of_pylock(folder, pylock),
        "uv": lambda: of_uv(folder),
        "poetry": lambda: of_poetry(folder, groups),
    }
    found = ways[installer]()
    if not with_project and installer != "requirements":
        found.local.pop(".", None)
    for name in _SETTINGS[installer]:
        if folder.has(name):
            found.add_file(name)
    if "uv.toml" in _SETTINGS[installer] and table(read_pyproject(folder, "."), "tool", "uv"):
        found.add_file("pyproject.toml")
    _look_closer(folder, found)
    return found


def _look_closer(folder: Folder, found: Findings) -> None:
    packages = [path for path in found.local if folder.is_folder(path)]
    named = [posixpath.normpath(posixpath.join(path, "pyproject.toml")) for path in packages]
    read = dict.fromkeys(
        [path for path in found.files if not path.endswith(("/", ".whl", ".gz", ".zip", ".bz2", ".tgz"))]
    )
    for path in [*read, *(name for name in named if name not in read and folder.has(name))]:
        refuse_passwords(folder, path)
        known = {(one["host"], one["ssh"]) for one in found.git}
        found.git += [one for one in git_sources(path, folder.read(path)) if (one["host"], one["ssh"]) not in known]
    for path in packages:
        found.code += [code for code in code_of(folder, path) if code not in found.code]
        found.texts += [text for text in texts_of(folder, path) if text not in found.texts]
        if version_is_of_git(folder, path):
            found.unversioned.append(posixpath.normpath(posixpath.join(path, "pyproject.toml")))
