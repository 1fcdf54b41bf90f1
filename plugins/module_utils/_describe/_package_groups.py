# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packages that stand beside the main list: groups, extras, setup.py, and what today's image installs; reads (private).

The forms are those of PEP 621 and 735, https://python-poetry.org/docs/managing-dependencies/ and
https://setuptools.pypa.io/en/latest/userguide/dependency_management.html.
"""

from __future__ import annotations

import ast
import configparser
import re
from typing import Any

from .._project._folder import Place
from .._project._pyproject import read_pyproject
from .._project._toml import entries, table
from ._bounded_folder import BoundedFolder
from ._description import CERTAIN, LIKELY, Description
from ._packages import Packages, is_of_developers, line_of
from ._python_file import constant, keyword
from ._start import Start

_LIST = re.compile(r"(?:-r|--requirement)[=\s]+(\S+)")
_ASKED = re.compile(
    r"--(with|group|extra|extras|only-group|only)[=\s]+[\"']?([\w.-]+(?:[, ][\w.-]+)*)|-E[=\s]+([\w.-]+)"
)


def lists_of_today(folder: BoundedFolder, start: Start) -> list[tuple[str, Place]]:
    """Return the lists of requirements that the steps of today's image install, those of developers left out."""
    found: dict[str, Place] = {}
    for text, place in start.installs:
        for said in _LIST.findall(text) if re.search(r"\b(pip|uv)\S*\b", text) else ():
            parts = said.strip("\"'").split("/")
            paths = ["/".join(parts[at:]) for at in range(len(parts)) if parts[at] not in ("", ".", "..")]
            path = next((one for one in paths if folder.has(one) and not folder.is_folder(one)), "")
            if path and not is_of_developers(path):
                found.setdefault(path, place)
    return list(found.items())


def describe_groups(folder: BoundedFolder, start: Start, found: Description, packages: Packages) -> None:
    """Propose the groups and extras that today's image installs, and note the packages of the others."""
    installer = found.value("backend_image_installer")
    if installer not in ("uv", "poetry"):
        return
    text = folder.read("pyproject.toml") if folder.has("pyproject.toml") else ""
    asked = [(set(re.split("[, ]", words or extra)), place) for _way, words, extra, place in _asked(start)]
    arguments: list[str] = []
    first = None
    for name, (argument, wanted) in _groups(read_pyproject(folder, "."), installer).items():
        place = Place("pyproject.toml", line_of(text, r"\b" + re.escape(name) + r"\b.*[\]=]"))
        today = next((where for names, where in asked if name in names), None)
        for one in wanted:
            if today is not None and not is_of_developers(name):
                packages.add(one, place)
            else:
                packages.left_out.setdefault(_name(one), ([argument], place))
        if today is not None and not is_of_developers(name):
            arguments.append(argument)
            first = first or today
    if arguments and first:
        found.propose("backend_image_install_args", arguments, first, CERTAIN, "what today's image installs as well")


def describe_left_out(name: str, found: Description, packages: Packages) -> bool:
    """Propose to install the group that has a package which is needed, and tell whether there is one."""
    told = packages.left_out.get(name)
    if packages.has(name) or told is None:
        return False
    arguments, place = told
    why = "{0} stands in a group that is not installed otherwise".format(name)
    found.propose("backend_image_install_args", arguments, place, LIKELY, why)
    packages.add(name, place)
    return True


def _asked(start: Start) -> list[tuple[str, str, str, Place]]:
    texts = [(text, place) for text, place in start.installs if re.search(r"\b(uv sync|poetry install)\b", text)]
    return [(*found, place) for text, place in texts for found in _ASKED.findall(text)]


def _groups(project: dict[str, Any], installer: str) -> dict[str, tuple[str, list[str]]]:
    """Return what groups and extras have, each with the argument of the installer that adds it."""
    by_group, by_extra = ("--only={0}", "--extras={0}") if installer == "poetry" else ("--group={0}", "--extra={0}")
    found: dict[str, tuple[str, list[str]]] = {}
    for name, group in table(project, "tool", "poetry", "group").items():
        found[name] = (by_group.format(name), list(table(group, "dependencies")))
    for name in table(project, "dependency-groups"):
        wanted = [one for one in entries(project, "dependency-groups", name) if isinstance(one, str)]
        found.setdefault(name, (by_group.format(name), wanted))
    for place in (("tool", "poetry", "extras"), ("project", "optional-dependencies")):
        for name in table(project, *place):
            wanted = [str(one) for one in entries(project, *place, name)]
            found.setdefault(name, (by_extra.format(name), wanted))
    return found


def _name(requirement: str) -> str:
    match = re.match(r"[A-Za-z0-9._-]+", requirement)
    return re.sub("[-_.]+", "-", match.group(0)).lower() if match else ""


def read_setup_files(folder: BoundedFolder, packages: Packages) -> None:
    """Note what setup.py and setup.cfg write out of a project that is a package. Raises ImageError."""
    if not packages.is_package:
        return
    if folder.has("setup.cfg"):
        settings = configparser.ConfigParser(interpolation=None, strict=False)
        try:
            settings.read_string(folder.read("setup.cfg"))
        except configparser.Error:
            return  # the installer will say what is wrong with it
        for line in settings.get("options", "install_requires", fallback="").splitlines():
            packages.add(line, Place("setup.cfg", line_of(folder.read("setup.cfg"), re.escape(line.strip()))))
    if folder.has("setup.py"):
        _read_setup_py(folder.read("setup.py"), packages)


def _read_setup_py(text: str, packages: Packages) -> None:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for call in ast.walk(tree):
        wanted = keyword(call, "install_requires") if isinstance(call, ast.Call) else None
        if wanted is None:
            continue
        names = constant(wanted)
        packages.may_bring_more |= not isinstance(names, (list, tuple))
        for one in names if isinstance(names, (list, tuple)) else []:
            packages.add(str(one), Place("setup.py", line_of(text, re.escape(str(one)))))
