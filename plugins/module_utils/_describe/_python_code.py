# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All Python of an application: what a server could start, where requests go, what is imported; reads (private)."""

from __future__ import annotations

import ast
import posixpath
from dataclasses import dataclass, field

from .._buildkit._errors import ImageError
from .._project._folder import Place
from ._bounded_folder import BoundedFolder
from ._import_root import root_by_imports
from ._python_file import Found, PythonFile, constant, kind_of, read_python

# The names that modules with the application have most, in their order.
_USUAL = ("asgi", "wsgi", "main", "app", "application", "server", "api", "run", "web", "__init__")


@dataclass(frozen=True)
class Candidate:
    """An application that a server could be told."""

    reference: str
    kind: str
    place: Place
    is_factory: bool


@dataclass
class PythonCode:
    """The files by their modules, the folder that they are imported from, and sentences on what could not be read."""

    folder: BoundedFolder
    root: str
    files: dict[str, PythonFile] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)

    def canonical(self, dotted: str, depth: int = 6) -> str:
        """Return the name of something where it is defined, by the names under which files pass it on."""
        module, _dot, name = dotted.rpartition(".")
        file = self.files.get(module)
        if depth and file and name in file.names and file.names[name] != dotted:
            return self.canonical(file.names[name], depth - 1)
        return dotted

    def kind_of_call(self, called: str) -> str:
        """Return how what a call makes is served, also where a function of the application makes it."""
        known = kind_of(called)
        module, _dot, name = self.canonical(called).rpartition(".")
        if known or module not in self.files:
            return known
        made = [one.kind for one in self.files[module].applications() if one.is_factory and one.name == name]
        return made[0] if made else ""

    def candidates(self) -> list[Candidate]:
        """Return what a server could be told, the likeliest first; of a factory only where nothing calls it."""
        found = []
        for file in self.files.values():
            for one in self._of(file):
                kind = one.kind or self.kind_of_call(one.called)
                if kind and (not one.needs or kind == "aiohttp"):
                    place = Place(file.path, one.line)
                    found.append(Candidate(file.module + ":" + one.name, kind, place, one.is_factory))
        made = [one for one in found if not one.is_factory]
        inner = self._inner({one.reference for one in made})
        return sorted(made or found, key=lambda one: (one.reference in inner, _rank(one)))

    def _inner(self, references: set[str]) -> set[str]:
        """Return the applications that another one of the same file mounts, or that are handed to its constructor."""
        found = set()
        for file in self.files.values():
            own = {one.rpartition(":")[2] for one in references if one.rpartition(":")[0] == file.module}
            for node in file.top() if len(own) > 1 else ():
                call, target = getattr(node, "value", None), getattr(getattr(node, "targets", [None])[0], "id", "")
                mounts = isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "mount"
                if isinstance(call, ast.Call) and (mounts or target in own):
                    given = [*call.args, *(one.value for one in call.keywords)]
                    found |= {
                        file.module + ":" + one.id for one in given if isinstance(one, ast.Name) and one.id in own
                    }
        return found

    def needing(self) -> list[tuple[str, str]]:
        """Return the functions that make an application of an argument, with its name."""
        every = [(file, one) for file in self.files.values() for one in file.applications() if one.needs]
        return [(file.module + ":" + one.name, one.needs) for file, one in every]

    def _of(self, file: PythonFile) -> list[Found]:
        """Return what a file makes, and for wsgi.py and the like what it passes on."""
        found = file.applications()
        if file.module.rpartition(".")[2] in ("wsgi", "asgi") and not any(one.kind for one in found):
            for name, dotted in file.names.items():
                module, _dot, own = self.canonical(dotted).rpartition(".")
                inner = self.files[module].applications() if module in self.files and file.module != module else []
                found += [Found(name, one.kind, 1) for one in inner if one.name == own and not one.is_factory]
        return found

    def reached(self, module: str) -> set[str]:
        """Return the modules that are imported by a module, and by those."""
        waiting, found = [module], set()
        while waiting:
            name = waiting.pop()
            if name in found or name not in self.files:
                continue
            found.add(name)
            parts = name.split(".")
            waiting += [".".join(parts[:end]) for end in range(1, len(parts))]
            for imported in self.files[name].imported():
                parts = imported.split(".")
                waiting += [".".join(parts[:end]) for end in range(1, len(parts) + 1)]
        return found

    def top_of(self, module: str) -> str:
        """Return the file or folder of the application that a module lies in."""
        return self.files[module].path.split("/")[0] if module in self.files else ""


def read_code(folder: BoundedFolder, told: str = "") -> PythonCode:
    """Return the code of a folder, by the names that its modules have where it is imported from.

    That is the folder that a command goes to (`told`), `src` or a folder in it, or the one whose modules import each
    other by names that they have there alone.
    """
    paths = folder.walk((".py",))
    if told and any(path.startswith(told + "/") for path in paths):
        return _read_code(folder, paths, told)
    in_source = [path for path in paths if path.startswith("src/")]
    is_root = in_source and not folder.has("src/__init__.py") and not _is_named(folder, in_source)
    code = _read_code(folder, paths, _innermost("src", in_source) if is_root else "")
    root = "" if code.root else root_by_imports(code.files)
    return _read_code(folder, paths, root) if root else code


def _read_code(folder: BoundedFolder, paths: list[str], root: str) -> PythonCode:
    code = PythonCode(folder, root)
    for path in paths:
        inner = path[len(root) + 1 :] if root and path.startswith(root + "/") else path
        parts = posixpath.splitext(inner)[0].split("/")
        module = ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)
        if not all(part.isidentifier() for part in module.split(".")):
            continue
        try:
            code.files.setdefault(module, read_python(folder.read(path), path, module))
        except (ImageError, ValueError) as error:
            code.unread.append(str(error))
    return code


def _innermost(root: str, paths: list[str]) -> str:
    """Return the first folder from `root` on that holds modules or packages, and not only one other folder."""
    inner = {path[len(root) + 1 :].split("/")[0] for path in paths}
    only = root + "/" + inner.pop() if len(inner) == 1 else ""
    below = [path for path in paths if path.startswith(only + "/")]
    if not only or not below or any(path.count("/") == only.count("/") + 1 for path in below):
        return root
    return _innermost(only, below)


def _is_named(folder: BoundedFolder, paths: list[str]) -> bool:
    """Tell whether the code in `src` imports itself by that name, and so from the folder above."""
    return any(folder.mentions(path, word) for path in paths for word in (b"from src", b"import src"))


def _rank(one: Candidate) -> tuple[int, int, int, str]:
    module = one.reference.partition(":")[0].rpartition(".")[2]
    usual = _USUAL.index(module) if module in _USUAL else len(_USUAL)
    return (one.kind == "celery", usual, one.reference.count("."), one.reference)


def is_usual(module: str) -> bool:
    """Tell whether a module has one of the names that those with the application have most."""
    return module.rpartition(".")[2] in _USUAL


def constants(code: PythonCode) -> dict[str, str]:
    """Return the texts that names stand for at the top of modules and classes, where each name has one alone."""
    found: dict[str, set[str]] = {}
    for file in code.files.values():
        for node in ast.walk(file.tree):
            target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
            value = constant(node.value) if isinstance(node, (ast.Assign, ast.AnnAssign)) else None
            if isinstance(target, ast.Name) and isinstance(value, str):
                found.setdefault(target.id, set()).add(value)
    return {name: values.pop() for name, values in found.items() if len(values) == 1}
