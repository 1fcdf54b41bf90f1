# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the function behind a route says of its answer: its status, and whether it wants a login; no I/O (private)."""

from __future__ import annotations

import ast
import re
from typing import Any, Iterator

from ._python_file import Function, PythonFile, constant, keyword

_LOGIN = re.compile(
    r"(?i)auth|login|logged|current_?\w*user|permission|require|admin|token|api_?key|bearer|security|verify|principal|identity"
)
_REDIRECTS = re.compile(r"redirect\Z|RedirectResponse\Z|HttpResponseRedirect\Z|Redirect\Z")
_STATUS = re.compile(r"HTTP_(\d{3})(_|\Z)")


def handlers_of(file: PythonFile) -> dict[ast.expr, Any]:
    """Return the functions of a file by the decorators that they have."""
    functions = [node for node in ast.walk(file.tree) if isinstance(node, Function)]
    return {decorator: node for node in functions for decorator in node.decorator_list}


def asks_for_login(file: PythonFile, call: ast.Call, handler: Any) -> bool:
    """Tell whether FastAPI's dependencies of a call, or of the function behind a route, are named for a login.

    A function that may answer with a redirect counts too, since nobody without a login is told that it is well.
    """
    told = constant(keyword(call, "methods"))
    methods = [str(one).upper() for one in told] if isinstance(told, (list, tuple, set)) else []
    answers = _answers(file, handler) if handler is not None and "POST" not in methods else ()
    if any(_REDIRECTS.match(name) for name in answers):
        return True  # such as that of a home to the login
    nodes: list[Any] = [keyword(call, "dependencies")]
    if handler is not None:
        arguments = handler.args
        every = [*getattr(arguments, "posonlyargs", []), *arguments.args, *arguments.kwonlyargs]
        nodes += [one.annotation for one in every]
        nodes += [*arguments.defaults, *arguments.kw_defaults]
        if any(re.match(r"Current\w*User|Auth\w*User", getattr(one.annotation, "id", "")) for one in every):
            return True
    return any(_LOGIN.search(name) for node in nodes if node is not None for name in _depended(file, node))


def _depended(file: PythonFile, node: ast.AST) -> Iterator[str]:
    """Yield the last names of what Depends() and Security() are given below a node."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and file.dotted(call.func).rpartition(".")[2] in ("Depends", "Security"):
            first = call.args[0] if call.args else keyword(call, "dependency")
            yield file.dotted(getattr(first, "func", first)).rpartition(".")[2]


def _answers(file: PythonFile, handler: Any) -> Iterator[str]:
    """Yield the last names of what a function calls to answer."""
    for node in ast.walk(handler):
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Call):
            yield file.dotted(node.value.func).rpartition(".")[2]


def status_of(call: ast.Call, handler: Any) -> int:
    """Return the status of a route as its decorator or its one answer says it, 200 where neither does."""
    told = keyword(call, "status_code")
    if told is None and handler is not None:
        answers = [node.value for node in ast.walk(handler) if isinstance(node, ast.Return)]
        if len(answers) == 1 and isinstance(answers[0], ast.Call):
            told = keyword(answers[0], "status_code")
        elif len(answers) == 1 and isinstance(answers[0], ast.Tuple) and len(answers[0].elts) == 2:
            told = answers[0].elts[1]
    named = _STATUS.match(str(getattr(told, "attr", getattr(told, "id", ""))))
    value = int(named.group(1)) if named else constant(told) if told is not None else 200
    return value if isinstance(value, int) else 200
