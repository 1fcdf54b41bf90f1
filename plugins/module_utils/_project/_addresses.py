# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sources of packages that need more than an index: git, and passwords where anybody reads them (private).

The message for a password never shows it.
"""

from __future__ import annotations

import re
from typing import Any, Iterator

from .._buildkit._errors import ImageError
from ._folder import Folder, Place

_PASSWORD = re.compile(r"://[^/\s:@\"'$]*:[^/\s@\"'${}]+@")
_GIT = (
    re.compile(r"git\+(?P<scheme>ssh|https?|git)://(?:[^@/\s\"']*@)?(?P<host>[^/\s:#\"']+)"),
    re.compile(r"\bgit\s*=\s*[\"'](?P<scheme>ssh|https?|git)://(?:[^@/\"']*@)?(?P<host>[^/:\"']+)"),
    re.compile(r"(?:\bgit\s*=\s*[\"']|git\+)(?P<scheme>)[A-Za-z0-9._-]+@(?P<host>[^:/\"'\s]+):"),
)
_OF_POETRY = re.compile(
    r"type = \"git\"\nurl = \"(?:(?P<scheme>ssh|https?|git)://)?(?:[^@/\"]*@)?(?P<host>[^/:\"]+)", re.MULTILINE
)


def refuse_passwords(folder: Folder, path: str) -> None:
    """Raise ImageError where a URL in a file has a password: the file is in a layer of the build."""
    for number, line in enumerate(folder.read(path).splitlines(), 1):
        if _PASSWORD.search(line):
            raise ImageError(
                "{0}: found a URL with a password, which a layer of the build keeps; take it out, or write a variable "
                "such as ${{TOKEN}} in a requirement file, and give it to the build by backend_image_secrets with "
                "backend_image_secret_env or backend_image_secret_targets".format(Place(path, number))
            )


def git_sources(path: str, text: str) -> Iterator[dict[str, Any]]:
    """Yield place, host and whether it is by ssh of each repository that a file names, each host once."""
    seen = set()
    for pattern in (*_GIT, _OF_POETRY):
        for match in pattern.finditer(text):
            known = (match["host"], match["scheme"] in ("ssh", "", None))
            if known not in seen:
                seen.add(known)
                line = text.count("\n", 0, match.start("host")) + 1
                yield {"place": str(Place(path, line)), "host": known[0], "ssh": known[1]}
