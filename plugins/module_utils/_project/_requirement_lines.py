# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lines of a requirement file, as pip and uv read them; no I/O (private to the collection).

https://pip.pypa.io/en/stable/reference/requirements-file-format/
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_COMMENT = re.compile(r"(^|\s)#.*$")
_NAMES = (
    ("include", "-r", "--requirement"),
    ("constraint", "-c", "--constraint"),
    ("editable", "-e", "--editable"),
    ("links", "-f", "--find-links"),
)
_OPTIONS = {name: kind for kind, *names in _NAMES for name in names}
_OPTION = re.compile(r"(--[a-z-]+|-[a-zA-Z])(?:\s*=\s*|\s*)(.*)", re.DOTALL)
_NAMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\s*(?:\[(?P<extras>[^\]]*)\])?\s*@\s*(?P<url>\S+)")
_BEHIND = re.compile(r"\s+;.*$|\s+--[a-z].*$", re.DOTALL)
# What tools write for the folder of the project, since no path of an address is relative.
_ROOT = re.compile(r"^/*\$\{(PROJECT_ROOT|PWD)\}/*")
_EXTRAS = re.compile(r"\[([^\]]*)\]$")
ARCHIVES = (".whl", ".tar.gz", ".tar.bz2", ".tgz", ".zip")


@dataclass(frozen=True)
class Line:
    """A line without comments: its `kind` is include, constraint, editable, links, option or requirement."""

    number: int
    kind: str
    value: str


@dataclass(frozen=True)
class LocalRequirement:
    """A folder or an archive that a line names by its path, and the extras that it asks for."""

    path: str
    extras: tuple[str, ...] = ()

    @property
    def is_archive(self) -> bool:
        """Tell whether it is a wheel or a source archive, which no change of the code changes."""
        return self.path.endswith(ARCHIVES)


def read_lines(text: str) -> list[Line]:
    """Return the lines of a file that say something; one that a backslash continues is one, with its first number."""
    found = []
    waiting, first = "", 0
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        first = first if waiting else number
        waiting += line
        if waiting.endswith("\\") and not waiting.lstrip().startswith("#"):
            waiting = waiting[:-1] + " "
            continue
        said = _COMMENT.sub("", waiting).strip()
        waiting = ""
        if said:
            found.append(_line(first, said))
    said = _COMMENT.sub("", waiting).strip()
    return [*found, _line(first, said)] if said else found


def _line(number: int, said: str) -> Line:
    option = _OPTION.match(said)
    if not option:
        return Line(number, "requirement", said)
    kind = _OPTIONS.get(option[1], "option")
    return Line(number, kind, said if kind == "option" else option[2].strip().strip("\"'"))


def local_requirement(value: str) -> LocalRequirement | None:
    """Return what a requirement names by its path, or None where it is one of an index or an address."""
    said = _BEHIND.sub("", value).strip()
    named = _NAMED.match(said)
    extras = named["extras"] if named else None
    path = named["url"] if named else said
    path = re.sub(r"^file:(//(localhost)?(?=/)|//)?", "", path.split("#")[0])
    path = _ROOT.sub("./", path)
    if "://" in path or re.match(r"[a-z+]+:", path):
        return None
    if not named and not value.startswith("file:") and not _looks_like_a_path(path):
        return None
    asked = _EXTRAS.search(path)
    if asked:
        extras, path = asked[1], path[: asked.start()]
    return LocalRequirement(path, tuple(part.strip() for part in (extras or "").split(",") if part.strip()))


def _looks_like_a_path(text: str) -> bool:
    path = _EXTRAS.sub("", text)
    return path.startswith(".") or ("/" in path and " " not in path) or path.endswith(ARCHIVES)
