# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The folder that modules are imported from, by how they import each other; no I/O (private to the collection)."""

from __future__ import annotations

import ast
import posixpath
from typing import Iterator, Mapping

from ._python_file import Function, PythonFile


def root_by_imports(files: Mapping[str, PythonFile]) -> str:
    """Return the folder whose modules import each other by names that they have there alone, empty for the top.

    `files` are named from the top. A name counts where what is taken of it is made in the module of that folder, since
    `import logging` beside a logging.py is the standard library's. manage.py lies where Django is started.
    """
    tops = {name.partition(".")[0] for name, file in files.items() if "/" not in file.path} | {
        file.path.split("/")[0] for file in files.values() if "/" in file.path
    }
    managed = [file.path for file in files.values() if file.path.endswith("/manage.py") and _is_of_django(file)]
    if len(managed) == 1 and "manage" not in files:
        return posixpath.dirname(managed[0])
    found: set[str] = set()
    made = {name: _made(file) for name, file in files.items()}
    for file in files.values():
        first = file.path.split("/")[0]
        if "/" not in file.path or first in found:
            continue
        if any(name not in tops and _takes(made, first + "." + name, taken) for name, taken in _absolute(file)):
            found.add(first)
    for file in files.values() if found else ():  # a folder that is a package to somebody is no root
        found -= {name for name, _taken in _absolute(file)}
    return found.pop() if len(found) == 1 else ""


def _is_of_django(file: PythonFile) -> bool:
    return any(name.startswith("django") for name in file.imported())


def _takes(made: Mapping[str, set[str]], module: str, taken: set[str]) -> bool:
    """Tell whether what is taken is made in a module, or is a module in it."""
    return bool(taken & made.get(module, set())) or any(module + "." + name in made for name in taken)


def _absolute(file: PythonFile) -> Iterator[tuple[str, set[str]]]:
    """Yield the first part of each name that is imported from the top, and what is taken of it."""
    used: dict[str, set[str]] = {}
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            used.setdefault(node.value.id, set()).add(node.attr)
    for node in ast.walk(file.tree):
        if isinstance(node, ast.ImportFrom) and not node.level and node.module:
            first, _dot, rest = node.module.partition(".")
            yield first, {rest.split(".")[0]} if rest else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            for alias in node.names:
                first, _dot, rest = alias.name.partition(".")
                yield first, {rest.split(".")[0]} if rest else used.get(alias.asname or first, set())


def _made(file: PythonFile) -> set[str]:
    """Return the names that a module makes itself."""
    found = {node.name for node in file.top() if isinstance(node, (*Function, ast.ClassDef))}
    for node in file.top():
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found
