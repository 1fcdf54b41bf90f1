# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What installs the packages of a Python project, which these are, and which Python it asks for; reads (private)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Sequence

from .._buildkit._errors import ImageError
from .._project._folder import Place
from .._project._pyproject import code_of, is_poetry_package, read_pyproject, version_is_of_git
from .._project._requirement_lines import local_requirement, read_lines
from .._project._toml import entries, table
from ._bounded_folder import BoundedFolder
from ._description import CERTAIN, LIKELY, Description

_NAME = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[([^\]]*)\])?")
_LISTS = ("production", "prod", "deploy", "runtime", "main", "base", "requirements")
_DEFAULT_PYTHON = (3, 11)
OLDEST_PYTHON = 9  # of 3: older ones have ended, and their images are built no more
_BRING = {
    "fastapi[standard]": "uvicorn",
    "fastapi[all]": "uvicorn",
    "litestar[standard]": "uvicorn",
    "litestar[full]": "uvicorn",
    "fastapi-cli[standard]": "uvicorn",
    "litestar-granian": "granian",
    "channels[daphne]": "daphne",
}


@dataclass
class Packages:
    """The names of packages with the places that ask for them, and the modules that are installed as a package.

    `left_out` has packages of groups that are not installed, with the arguments that would install them, and
    `may_bring_more` tells of packages whose own needs are not known here.
    """

    names: dict[str, Place] = field(default_factory=dict)
    installed: list[str] = field(default_factory=list)
    is_package: bool = False
    left_out: dict[str, tuple[list[str], Place]] = field(default_factory=dict)
    may_bring_more: bool = False

    def add(self, requirement: str, place: Place) -> None:
        """Note the package that a requirement names."""
        match = _NAME.match(requirement)
        if match:
            name = re.sub("[-_.]+", "-", match.group(1)).lower()
            extras = [extra.strip() for extra in (match.group(2) or "").split(",") if extra.strip()]
            for one in [name, *("{0}[{1}]".format(name, extra) for extra in extras)]:
                self.names.setdefault(one, place)
                self.names.setdefault(_BRING.get(one, one), place)

    def has(self, *names: str) -> bool:
        """Tell whether one of these is asked for."""
        return any(name in self.names for name in names)


def line_of(text: str, pattern: str) -> int:
    """Return the first line in which a pattern is found, 0 where there is none."""
    return next((number for number, line in enumerate(text.splitlines(), 1) if re.search(pattern, line)), 0)


def describe_packages(folder: BoundedFolder, found: Description, today: Sequence[tuple[str, Place]] = ()) -> Packages:
    """Propose installer, lists of requirements and Python, and return the packages. Raises ImageError.

    `today` are the lists that today's image is installed from.
    """
    packages = Packages()
    project = read_pyproject(folder, ".")
    text = folder.read("pyproject.toml") if project else ""
    _read_pyproject(project, text, packages)
    locks = [name for name in folder.names(".") if re.match(r"pylock(\.[^.]+)?\.toml\Z", name)]
    if folder.has("uv.lock"):
        found.propose("backend_image_installer", "uv", Place("uv.lock"), CERTAIN, "the lock of uv")
    elif folder.has("poetry.lock"):
        found.propose("backend_image_installer", "poetry", Place("poetry.lock"), CERTAIN, "the lock of Poetry")
    elif locks:
        found.propose("backend_image_installer", "pylock", Place(locks[0]), CERTAIN, "a lock of PEP 751")
        found.propose("backend_image_pylock", locks[0], Place(locks[0]), CERTAIN, "the one such file")
    else:
        _describe_lists(folder, found, packages, today)
    _note_package(folder, project, found, packages)
    if packages.is_package and version_is_of_git(folder, "."):
        found.ask("backend_image_project_version", "pyproject.toml takes the version from git, which no build sees", [])
    _describe_python(folder, project, text, found)
    return packages


def _read_pyproject(project: dict[str, Any], text: str, packages: Packages) -> None:
    wanted = [str(one) for one in entries(project, "project", "dependencies")]
    of_poetry = table(project, "tool", "poetry", "dependencies")
    wanted += [name for name, value in of_poetry.items() if not (isinstance(value, dict) and value.get("optional"))]
    for one in wanted:
        start = re.escape((_NAME.match(one) or [one])[0].strip())
        packages.add(one, Place("pyproject.toml", line_of(text, "(^|[\"'\\s\\[])" + start)))


def _describe_lists(
    folder: BoundedFolder, found: Description, packages: Packages, today: Sequence[tuple[str, Place]]
) -> None:
    """Propose the requirement files, the list of production before that which everybody starts with."""
    if today:
        lists = [path for path, _place in today]
        found.propose("backend_image_requirements", lists, today[0][1], CERTAIN, "what today's image installs")
        for path in lists:
            _follow(folder, path, packages, ())
        return
    inner = [path for path in folder.matching("requirements/*.txt") if not is_of_developers(path)]
    beside = [path for path in folder.matching("requirements*.txt") if not is_of_developers(path)]
    named = [path for word in _LISTS for path in [*inner, *beside] if re.search(r"[/._-]" + word + r"\.txt\Z", path)]
    chosen = next((path for path in named if re.search("prod|deploy", path)), "")
    if not chosen and folder.has("requirements.txt"):
        chosen = "requirements.txt"
    chosen = chosen or [*named, ""][0] or (inner + beside + [""])[0]
    if not chosen:
        found.ask("backend_image_installer", _what_is_missing(folder), ["uv", "poetry", "requirements", "pylock"])
        return
    others = [path for path in dict.fromkeys(inner + beside) if path != chosen]
    sure = LIKELY if others else CERTAIN
    if others and chosen not in (*named, "requirements.txt"):
        asks = "found several lists of requirements, and none is named for production"
        found.ask("backend_image_requirements", asks, [[path] for path in [chosen, *others]])
    found.propose("backend_image_requirements", [chosen], Place(chosen), sure, "the list of production")
    _follow(folder, chosen, packages, ())


def _what_is_missing(folder: BoundedFolder) -> str:
    """Return in words what would have to be there, by what is there instead."""
    if folder.has("Pipfile"):
        return "Pipenv has no installer here: run pipenv requirements > requirements.txt beside Pipfile.lock"
    if folder.has("pdm.lock"):
        return "PDM has no installer here: run pdm export --format pylock --output pylock.toml beside pdm.lock"
    if folder.has("pyproject.toml"):
        return "found no lock and no requirements beside pyproject.toml: run uv lock there, or write requirements.txt"
    return "found no lock and no requirements: run uv lock, or write requirements.txt"


def is_of_developers(name: str) -> bool:
    """Tell whether a list or a group of packages is named for those who work on the application."""
    return bool(re.search(r"(?i)dev|test|lint|(?<![a-z])docs?(?![a-z])|ci\b|local|debug|constraint", name))


def _follow(folder: BoundedFolder, path: str, packages: Packages, above: tuple[str, ...]) -> None:
    for line in read_lines(folder.read(path)):
        place = Place(path, line.number)
        if line.kind == "include" and "://" not in line.value:
            inner = folder.resolve(line.value, path.rpartition("/")[0], place)
            if inner in (*above, path):
                raise ImageError(
                    "{0}: found {1!r}, which includes this file again; take it out".format(place, line.value)
                )
            _follow(folder, folder.demand(inner, place), packages, (*above, path))
        elif line.kind in ("requirement", "editable"):
            local = local_requirement(line.value)
            packages.may_bring_more |= local is not None and local.path not in (".", "./")
            if local is None:
                packages.add(line.value, place)
            elif local.path in (".", "./"):
                packages.is_package = True
                _follow_extras(folder, local.extras, packages, (*above, path))


def _follow_extras(folder: BoundedFolder, extras: tuple[str, ...], packages: Packages, above: tuple[str, ...]) -> None:
    """Note what extras of the project bring, also where setuptools reads them from files."""
    project = read_pyproject(folder, ".")
    dynamic = table(project, "tool", "setuptools", "dynamic")
    files = entries(dynamic, "dependencies", "file")
    for extra in extras:
        for one in entries(project, "project", "optional-dependencies", extra):
            packages.add(str(one), Place("pyproject.toml", line_of(folder.read("pyproject.toml"), re.escape(str(one)))))
        files = [*files, *entries(dynamic, "optional-dependencies", extra, "file")]
    place = Place("pyproject.toml")
    for path in files:
        inner = folder.demand(folder.resolve(str(path), "", place), place)
        if inner not in above:
            _follow(folder, inner, packages, above)


def _note_package(folder: BoundedFolder, project: dict[str, Any], found: Description, packages: Packages) -> None:
    """Note whether the project itself is installed, as the installer decides, and which modules that brings."""
    installer = found.value("backend_image_installer")
    settings = table(project, "tool", "uv")
    if installer == "uv":
        packages.is_package = bool(settings.get("package", bool(table(project, "build-system"))))
    elif installer == "poetry":
        packages.is_package = is_poetry_package(folder)
    elif installer == "pylock":
        packages.is_package = folder.mentions(found.value("backend_image_pylock"), b'directory = { path = "."')
    if packages.is_package:
        poetry = entries(project, "tool", "poetry", "packages")
        named = [str(one.get("include")) for one in poetry if isinstance(one, dict)]
        packages.installed = [*code_of(folder, "."), *named]


def _describe_python(folder: BoundedFolder, project: dict[str, Any], text: str, found: Description) -> None:
    """Propose the image of the Python that is pinned, or of the lowest that is asked for where the default is older."""
    for name, pattern in (
        (".python-version", r"(3\.\d+)"),
        ("runtime.txt", r"python-(3\.\d+)"),
        (".tool-versions", r"(?m)^python\s+(3\.\d+)"),
    ):
        match = re.search(pattern, folder.read(name)) if folder.has(name) else None
        if match:
            image = "python:{0}-slim".format(match.group(1))
            found.propose("backend_image_python_image", image, Place(name, 1), CERTAIN, "the Python that it pins")
    asked = table(project, "project").get("requires-python") or table(project, "tool", "poetry", "dependencies").get(
        "python"
    )
    version = python_for(str(asked or ""))
    if version:
        place = Place("pyproject.toml", line_of(text, r"^\s*(requires-python|python)\s*="))
        found.propose("backend_image_python_image", "python:{0}-slim".format(version), place, LIKELY, str(asked))


def python_for(asked: str) -> str:
    """Return the release that a range asks for where that of the default does not do, else an empty text."""
    low, high = (3, 0), (3, 99)
    for sign, major, minor in re.findall(
        r"(>=|~=|==|\^|~|<=|<|>)?\s*(\d+)(?:\.(\d+))?", asked.split(";", maxsplit=1)[0]
    ):
        number = (int(major), int(minor or 0))
        if sign in (">=", "~=", "^", "~", ">"):
            low = max(low, number)
        if sign in ("==", "~", "") and minor:
            low, high = number, number
        elif sign == "<":
            high = min(high, (3, 99) if number >= (4, 0) else (number[0], number[1] - 1))
        elif sign == "<=":
            high = min(high, number)
    if low <= _DEFAULT_PYTHON <= high:
        return ""
    return "{0}.{1}".format(*(low if low > _DEFAULT_PYTHON else high))
