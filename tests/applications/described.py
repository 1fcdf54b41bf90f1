"""Applications that are built with no variable but their folder: how each is laid out, and what it then answers."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from tests.applications.case import SOURCES, Case
from tests.applications.cases import CASES
from tests.applications.front_end import FRONT_ENDS, FrontEnd
from tests.applications.front_ends import PAGES
from tests.applications.locking import lock
from tests.applications.page_building import lock_page, write_files
from tests.applications.public_shapes import SHAPES
from tests.applications.shape import Shape

SHOWS_SOMETHING = "document.body.innerText.trim() !== ''"
BY_NPM = "npm install --package-lock-only --ignore-scripts --no-audit --no-fund"
LOCKS = {"uv.lock": ("uv", "lock"), "poetry.lock": ("poetry", "lock")}


@dataclass(frozen=True)
class Described:
    """An application by its folder in this repository, or by its files, and what its images answer.

    `after` is what it was written after, for the reader of docs/applications.md.
    """

    after: str
    source: Path | None = None
    files: Mapping[str, str] | None = None
    backend: Case | None = None
    page: FrontEnd | None = None

    def lay_out(self, folder: Path) -> None:
        """Make the folder: the files, those that the test plants, and the locks that no repository here holds."""
        if self.source:
            shutil.copytree(self.source, folder, symlinks=True)
        files = {**(self.files or {})}
        for told in (self.backend, self.page):
            files |= told.planted if told else {}
        # An empty lock of a shape says only which tool it is of.
        write_files(folder, {path: text for path, text in files.items() if text.strip("{}") or not _is_lock(path)})
        for path in files:
            name = path.rpartition("/")[2]
            if name in LOCKS:
                lock(folder / path.rpartition("/")[0], LOCKS[name])
        lock(folder, *(self.backend.locks if self.backend else ()))
        for manifest in (folder / "package.json", folder / "frontend" / "package.json"):
            if self.page and manifest.is_file() and not _has_lock(manifest.parent):
                lock_page(manifest.parent, BY_NPM)


def _is_lock(path: str) -> bool:
    return path.rpartition("/")[2] in {*LOCKS, "package-lock.json"}


def _has_lock(folder: Path) -> bool:
    return any((folder / name).is_file() for name in ("package-lock.json", "pnpm-lock.yaml", "yarn.lock"))


def _backend(name: str) -> Case:
    """What the image of a case answers, without what only its variables bring about."""
    case = CASES[name]
    return replace(case, answers={}, environment={}, variables={}) if case.is_wish else case


def _page(name: str) -> FrontEnd:
    page = PAGES[name]
    return replace(page, views={"/": SHOWS_SOMETHING}, asks=(), variables={}) if page.is_wish else page


def _own() -> dict[str, Described]:
    """Each folder of the applications in these tests once, by a case that wishes nothing where there is one."""
    found: dict[str, Described] = {}
    for name in sorted(CASES, key=lambda one: CASES[one].is_wish):
        source = CASES[name].source or name
        found.setdefault(source, Described(CASES[name].shape, SOURCES / source, backend=_backend(name)))
    for name in sorted(PAGES, key=lambda one: PAGES[one].is_wish):
        source = PAGES[name].source or name
        found.setdefault(source, Described(PAGES[name].shape, FRONT_ENDS / source, page=_page(name)))
    return found


def _words(shape: Shape) -> str:
    """What the shape holds."""
    held = [word for word, told in (("a backend", shape.backend), ("a page", shape.page)) if told]
    return " and ".join(held) + ", after that repository"


def _public() -> dict[str, Described]:
    """The public shapes that are whole enough to be built."""
    whole = {name: shape for name, shape in SHAPES.items() if shape.backend or shape.page}
    return {
        name: Described(_words(shape), files=shape.files, backend=shape.backend, page=shape.page)
        for name, shape in whole.items()
    }


DESCRIBED = {**_own(), **_public()}
