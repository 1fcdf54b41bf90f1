# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The environment variables without which an application cannot be imported; no I/O (private to the collection)."""

from __future__ import annotations

import ast
import re
from typing import Any, Iterator

from .._project._folder import Place
from ._python_code import PythonCode
from ._python_file import Function, PythonFile, constant, keyword

_BY_TYPE = {
    "int": "1",
    "float": "1",
    "bool": "false",
    "list": "[]",
    "dict": "{}",
    "AnyUrl": "http://localhost",
    "AnyHttpUrl": "http://localhost",
    "HttpUrl": "http://localhost",
    "EmailStr": "proof@shop.example",
    "PostgresDsn": "postgresql://proof@localhost/proof",
    "RedisDsn": "redis://localhost",
}
_READERS = {"str": "", "bool": "false", "int": "1", "float": "1", "list": "[]", "url": "http://localhost"}


def demanded(code: PythonCode, modules: set[str]) -> dict[str, tuple[str, Place]]:
    """Return by name a value that lets the import pass, and the place that demands it, of these modules."""
    found: dict[str, tuple[str, Place]] = {}
    for module in sorted(modules):
        file = code.files[module]
        asked_first = _asked_first(file)
        for name, value, line in [*_subscripts(file), *_settings(file), *_calls(file)]:
            if name in asked_first:
                continue
            found.setdefault(name, (value, Place(file.path, line)))
    return found


def placeholder(name: str) -> str:
    """Return a value for a variable of this name, which signs nothing and reaches nobody."""
    upper = name.upper()
    if re.search(r"DATABASE_URL|DB_URL|POSTGRES.*(URL|DSN|URI)", upper):
        return "postgresql://proof@localhost/proof"
    if re.search(r"REDIS.*(URL|URI)|BROKER_URL", upper):
        return "redis://localhost"
    if re.search(r"_UR[LI]\Z|ENDPOINT|ORIGIN", upper):
        return "http://localhost"
    if re.search(r"PORT\Z|_SECONDS|_MINUTES|_HOURS|_DAYS|TIMEOUT|_SIZE\Z|_COUNT\Z", upper):
        return "1"
    return "of the proof"


def _outside_functions(nodes: list[Any]) -> Iterator[tuple[ast.AST, ast.AST]]:
    """Yield each node that runs when the file is imported, with the one above it."""
    waiting: list[tuple[Any, Any]] = [(node, node) for node in nodes]
    while waiting:
        node, above = waiting.pop()
        yield node, above
        if not isinstance(node, (*Function, ast.Lambda)):
            waiting += [(inner, node) for inner in ast.iter_child_nodes(node)]


def _subscripts(file: PythonFile) -> Iterator[tuple[str, str, int]]:
    for node, above in _outside_functions(list(file.top())):
        if (
            isinstance(node, ast.Subscript)
            and isinstance(node.ctx, ast.Load)
            and file.dotted(node.value) == "os.environ"
        ):
            index: Any = node.slice
            name = constant(getattr(index, "value", None) if type(index).__name__ == "Index" else index)
            if isinstance(name, str):
                number = isinstance(above, ast.Call) and getattr(above.func, "id", "") in ("int", "float")
                yield name, "1" if number else placeholder(name), node.lineno


def _asked_first(file: PythonFile) -> set[str]:
    """Return the names that a condition asks for before they are read, so that nothing demands them."""
    found: set[str] = set()
    for node in ast.walk(file.tree):
        if not isinstance(node, (ast.If, ast.IfExp)):
            continue
        for inner in ast.walk(node.test):
            if isinstance(inner, ast.Compare) and isinstance(inner.ops[0], ast.In):
                found.add(str(constant(inner.left)))
            elif (
                isinstance(inner, ast.Call)
                and file.dotted(inner.func) in ("os.environ.get", "os.getenv")
                and inner.args
            ):
                found.add(str(constant(inner.args[0])))
    return found


def _settings(file: PythonFile) -> Iterator[tuple[str, str, int]]:
    """Yield what a class of pydantic-settings demands: fields without a default."""
    for node in ast.walk(file.tree):
        if isinstance(node, ast.ClassDef) and any(file.dotted(base).endswith("BaseSettings") for base in node.bases):
            prefix = _prefix(node)
            for field in node.body:
                if (
                    isinstance(field, ast.AnnAssign)
                    and isinstance(field.target, ast.Name)
                    and _is_demanded(field.value)
                ):
                    if getattr(field.target, "id", "") == "model_config" or "ClassVar" in ast.dump(field.annotation):
                        continue
                    name = (prefix + field.target.id).upper()
                    kind = getattr(field.annotation, "id", getattr(getattr(field.annotation, "value", None), "id", ""))
                    yield name, _BY_TYPE.get(kind) or placeholder(name), field.lineno


def _is_demanded(value: Any) -> bool:
    if value is None:
        return True
    if not isinstance(value, ast.Call) or getattr(value.func, "id", "") != "Field":
        return False
    first = value.args[0] if value.args else keyword(value, "default")
    factory = keyword(value, "default_factory")
    return factory is None and (first is None or (isinstance(first, ast.Constant) and first.value is Ellipsis))


def _prefix(node: ast.ClassDef) -> str:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call):
            value = constant(keyword(inner, "env_prefix"))
        elif isinstance(inner, ast.Assign) and getattr(inner.targets[0], "id", "") == "env_prefix":
            value = constant(inner.value)
        else:
            continue
        if isinstance(value, str):
            return value
    return ""


def _calls(file: PythonFile) -> Iterator[tuple[str, str, int]]:
    """Yield what django-environ and python-decouple are asked for without a default."""
    environs = {
        node.targets[0].id
        for node in file.top()
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Call)
        and file.dotted(node.value.func) in ("environ.Env", "environs.Env")
    }
    schemes = {one.arg for call in file.calls() if file.dotted(call.func) == "environ.Env" for one in call.keywords}
    for node, _above in _outside_functions(list(file.top())):
        if not isinstance(node, ast.Call) or len(node.args) != 1 or keyword(node, "default") is not None:
            continue
        name = constant(node.args[0])
        reader = node.func.attr if isinstance(node.func, ast.Attribute) else "str"
        owner = node.func.value if isinstance(node.func, ast.Attribute) else node.func
        of_environ = getattr(owner, "id", "") in environs and reader in _READERS
        of_decouple = file.dotted(node.func) == "decouple.config"
        if isinstance(name, str) and name not in schemes and (of_environ or of_decouple):
            cast = getattr(keyword(node, "cast"), "id", reader)
            yield name, _READERS.get(cast) or placeholder(name), node.lineno
