# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one file of Python says, by its syntax; nothing of it is run; no I/O (private to the collection)."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Any, Iterator

# By the package that an application comes from and the last part of what is called: how it is served.
_KINDS = {
    ("fastapi", "FastAPI"): "asgi",
    ("starlette", "Starlette"): "asgi",
    ("litestar", "Litestar"): "asgi",
    ("quart", "Quart"): "asgi",
    ("blacksheep", "Application"): "asgi",
    ("socketio", "ASGIApp"): "asgi",
    ("channels", "ProtocolTypeRouter"): "asgi",
    ("django", "get_asgi_application"): "asgi",
    ("django", "get_wsgi_application"): "wsgi",
    ("flask", "Flask"): "wsgi",
    ("apiflask", "APIFlask"): "wsgi",
    ("bottle", "Bottle"): "wsgi",
    ("bottle", "default_app"): "wsgi",
    ("falcon", "App"): "wsgi",
    ("aiohttp", "Application"): "aiohttp",
    ("tornado", "Application"): "tornado",
    ("sanic", "Sanic"): "sanic",
    ("celery", "Celery"): "celery",
}
# Functions that import what they are given as a text, such as that of Flask's settings.
_IMPORT = ("from_object", "import_string", "import_module")
Function = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Found:
    """A name at the top of a file that a server could be told; `kind` as in the table.

    A function that makes one is told with the argument that it `needs`.
    """

    name: str
    kind: str
    line: int
    is_factory: bool = False
    called: str = ""
    needs: str = ""


@dataclass
class PythonFile:
    """One file: `module` is its dotted name, `names` what a name in it stands for elsewhere."""

    path: str
    module: str
    tree: ast.Module
    names: dict[str, str] = field(default_factory=dict)

    def dotted(self, node: Any) -> str:
        """Return the full name of what is written as `a.b`, empty for what is no name."""
        parts = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return ""
        return ".".join([self.names.get(node.id) or self.module + "." + node.id, *reversed(parts)])

    def calls(self) -> Iterator[ast.Call]:
        """Yield each call in the file."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield node

    def strings(self) -> Iterator[str]:
        """Yield each text in the file."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value

    def names_of_settings(self) -> Iterator[str]:
        """Yield what could be the name of a variable of the environment: texts, and fields of classes in capitals."""
        yield from self.strings()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                yield node.target.id.upper()

    def imported(self) -> set[str]:
        """Return the full names of what is imported anywhere in the file."""
        found = {name for node in ast.walk(self.tree) for _local, name in _imports(node, self.module, self.path)}
        called = [call for call in self.calls() if getattr(call.func, "attr", getattr(call.func, "id", "")) in _IMPORT]
        named = [constant(call.args[0]) for call in called if call.args]
        return found | {name.replace(":", ".") for name in named if isinstance(name, str)}

    def top(self) -> list[ast.stmt]:
        """Return the statements that run when it is imported, those of `if` and `try` among them."""
        return list(_top(self.tree.body))

    def applications(self) -> list[Found]:
        """Return the applications that it makes when it is imported, and the functions that make one."""
        found = []
        for node in self.top():
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            value = getattr(node, "value", None)
            if isinstance(value, ast.Call) and isinstance(targets[0], ast.Name):
                called = self.dotted(value.func)
                found.append(Found(targets[0].id, kind_of(called), node.lineno, called=called))
            elif isinstance(node, Function):
                made = [kind_of(self.dotted(call.func)) for call in ast.walk(node) if isinstance(call, ast.Call)]
                kinds = [kind for kind in made if kind and kind != "celery"]
                if kinds and not node.decorator_list:
                    found.append(Found(node.name, kinds[0], node.lineno, is_factory=True, needs=_needs(node)))
        return found


def _needs(node: Any) -> str:
    """Return the first argument that a function cannot be called without, empty where it needs none."""
    positional = [*getattr(node.args, "posonlyargs", []), *node.args.args]
    named = [one for one, default in zip(node.args.kwonlyargs, node.args.kw_defaults) if default is None]
    needed = [*positional[: len(positional) - len(node.args.defaults)], *named]
    return needed[0].arg if needed else ""


def kind_of(called: str) -> str:
    """Return how what a call makes is served, empty where it is no application."""
    if called.startswith("falcon.asgi."):
        return "asgi"
    first, _dot, _rest = called.partition(".")
    return _KINDS.get((first, called.rpartition(".")[2]), "")


def read_python(text: str, path: str, module: str) -> PythonFile:
    """Return a file by its text. Raises ValueError where it is no Python of the one that runs this."""
    try:
        tree = ast.parse(text.lstrip("\ufeff"))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        place = "{0}:{1}".format(path, getattr(error, "lineno", None) or 1)
        said = getattr(error, "msg", None) or "nested too deep"
        raise ValueError("{0}: is no Python that the target's can read ({1})".format(place, said)) from error
    file = PythonFile(path, module, tree)
    for node in ast.walk(tree):
        for local, name in _imports(node, module, path):
            file.names.setdefault(local, name)
    return file


def constant(node: Any) -> Any:
    """Return a value that is written out, None for what is not."""
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return None


def keyword(call: ast.Call, name: str) -> Any:
    """Return the node of an argument that is given by its name, or None."""
    return next((one.value for one in call.keywords if one.arg == name), None)


def _imports(node: ast.AST, module: str, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield (alias.asname, alias.name) if alias.asname else (alias.name.split(".")[0], alias.name.split(".")[0])
            if not alias.asname and "." in alias.name:
                yield "", alias.name
    elif isinstance(node, ast.ImportFrom):
        parts = module.split(".")
        up = node.level - 1 if path.endswith("__init__.py") else node.level
        base = parts[: len(parts) - up] if node.level else []
        start = ".".join([*base, *filter(None, [node.module])])
        for alias in node.names:
            yield alias.asname or alias.name, start + "." + alias.name if start else alias.name


def _top(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for node in body:
        if isinstance(node, (ast.If, ast.Try)):
            if not (isinstance(node, ast.If) and "__main__" in ast.dump(node.test)):
                for inner in (node.body, node.orelse, getattr(node, "finalbody", [])):
                    yield from _top(inner)
        else:
            yield node
