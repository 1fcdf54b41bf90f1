# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The paths that an application answers, by what its code says of routes; no I/O (private to the collection)."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field, replace
from typing import Any, Iterator

from .._project._folder import Place
from ._python_code import PythonCode, constants
from ._python_file import Function, PythonFile, constant, keyword
from ._route_handlers import asks_for_login, handlers_of, status_of

_GET = frozenset(
    [
        "get",
        "route",
        "api_route",
        "add_route",
        "add_api_route",
        "add_get",
        "add_url_rule",
        "path",
        "re_path",
        "Route",
        "Get",
    ]
)
_OTHER = frozenset(["post", "put", "patch", "delete"])
_WEBSOCKET = frozenset(
    ["websocket", "websocket_route", "add_websocket_route", "add_api_websocket_route", "WebSocketRoute"]
)
_INCLUDE = frozenset(["include_router", "register_blueprint", "mount", "Mount"])
# The last words of paths that say whether an application is well, those of readiness first.
_TAKES_HANDLERS = re.compile(r"(Application|Router|add_handlers)\Z")
_ARE_HANDLERS = re.compile(r"(?i)(handlers|routes|urls)\Z")
_HEALTH = [
    "ready",
    "readyz",
    "readiness",
    "healthz",
    "health",
    "healthcheck",
    "health-check",
    "health_check",
    "healthy",
    "livez",
    "live",
    "liveness",
    "alive",
    "heartbeat",
    "ping",
    "up",
    "status",
]
_WEAK = ("ready", "live", "alive", "up", "status")
_ABOUT_ITSELF = re.compile(
    r"(api|rest|v\d+(\.\d+)?|-|_?health\w*|internal|system|monitor\w*|utils?|common|core|app|service|public|meta|ops|"
    r"management|actuator|probes?|\.well-known)\Z"
)


@dataclass(frozen=True)
class Route:
    """A path as a client asks for it: what is asked (get, other or websocket), its status, whether by a login."""

    kind: str
    path: str
    place: Place
    status: int = 200
    is_guarded: bool = False


@dataclass
class _Table:
    routes: list[tuple[str, Route]] = field(default_factory=list)
    prefixes: dict[str, str] = field(default_factory=dict)
    guarded: set[str] = field(default_factory=set)
    known_guarded: dict[tuple[str, int], bool] = field(default_factory=dict)
    handlers: dict[ast.expr, Any] = field(default_factory=dict)
    includes: dict[str, list[tuple[str, str | None]]] = field(default_factory=dict)


def routes_of(code: PythonCode) -> list[Route]:
    """Return the routes of an application, by prefixes of routers where these are written out."""
    table, known = _Table(), constants(code)
    for file in code.files.values():
        _read_prefixes(file, table, known)
        behind_login, table.handlers = _behind_login(file), handlers_of(file)
        for call in file.calls():
            if call not in behind_login:
                _read(code, file, call, table, known)
        for node in _handlers(file):
            path = constant(node.elts[0])
            if isinstance(path, str) and path.startswith("/"):
                table.routes.append(("", Route("get", path, Place(file.path, node.lineno))))
    found = []
    for owner, route in table.routes:
        for prefix in _prefixes(table, owner, 6):
            path = re.sub("/+", "/", "/" + prefix + "/" + route.path.lstrip("^")).rstrip("$")
            is_guarded = route.is_guarded or _is_guarded(table, owner, 6)
            found.append(replace(route, path=path, is_guarded=is_guarded))
    return found


def health_path(routes: list[Route]) -> Route | None:
    """Return the route that tells best whether the application is well."""
    found = [
        (_HEALTH.index(word), len(one.path), one) for one in routes for word in [_last(one.path)] if word in _HEALTH
    ]
    asked = [
        one
        for one in found
        if one[2].kind == "get" and not re.search(r"[{<(]", one[2].path) and not one[2].is_guarded and _is_own(one[2])
    ]
    return min(asked, key=lambda one: one[:2])[2] if asked else None


def _is_own(route: Route) -> bool:
    """Tell whether a weak word such as status is said of the application, and not of what it deals with."""
    before = [part for part in route.path.lower().split("/") if part][:-1]
    return _last(route.path) not in _WEAK or all(_ABOUT_ITSELF.match(part) for part in before)


def _handlers(file: PythonFile) -> Iterator[ast.Tuple]:
    """Yield the pairs of a path and a handler, as Tornado is given them: in a list for a call, or of such a name."""
    for node in ast.walk(file.tree):
        lists: list[Any] = []
        if isinstance(node, ast.Call) and _TAKES_HANDLERS.search(file.dotted(node.func)):
            lists = [*node.args, *(one.value for one in node.keywords)]
        elif isinstance(node, ast.Assign) and _ARE_HANDLERS.search(getattr(node.targets[0], "id", "")):
            lists = [node.value]
        for pair in (one for each in lists if isinstance(each, (ast.List, ast.Tuple)) for one in each.elts):
            if (
                isinstance(pair, ast.Tuple)
                and len(pair.elts) > 1
                and isinstance(pair.elts[1], (ast.Name, ast.Attribute))
            ):
                yield pair


def _behind_login(file: PythonFile) -> set[ast.expr]:
    """Return the decorators of functions that send somebody without a login elsewhere."""
    found: set[ast.expr] = set()
    for node in ast.walk(file.tree):
        if isinstance(node, Function):
            names = [file.dotted(getattr(one, "func", one)).rpartition(".")[2] for one in node.decorator_list]
            if any(re.search("login_required|requires_auth|permission_required", name) for name in names):
                found.update(node.decorator_list)
    return found


def _last(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2].lstrip("_-").lower()


def _read(code: PythonCode, file: PythonFile, call: ast.Call, table: _Table, known: dict[str, str]) -> None:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    owner = code.canonical(file.dotted(call.func.value)) if isinstance(call.func, ast.Attribute) else ""
    first = call.args[0] if call.args else keyword(call, "path")
    if name in _INCLUDE:
        _include(code, file, call, table, known)
        return
    if name in ("path", "re_path", "url") and len(call.args) > 1 and _included(call.args[1]):
        child = str(_included(call.args[1]))
        table.includes.setdefault(child, []).append((file.module, constant(first)))
        return
    given = call.args[1] if name == "path" and len(call.args) > 1 else None
    api = code.canonical(file.dotted(given.value)) if isinstance(given, ast.Attribute) and given.attr == "urls" else ""
    if api.rpartition(".")[0] in code.files:  # of Django Ninja, and not Django's own admin
        table.includes.setdefault(api, []).append((file.module, constant(first)))
        return
    kind = "get" if name in _GET else "websocket" if name in _WEBSOCKET else "other" if name in _OTHER else ""
    methods = constant(keyword(call, "methods"))
    if kind == "get" and isinstance(methods, (list, tuple, set)) and "GET" not in [str(one).upper() for one in methods]:
        kind = "other"
    path = text_of(first, known) if kind else None
    is_django = name in ("path", "re_path") and isinstance(call.func, ast.Name)
    if path is None or not (path.startswith("/") or path == "" or is_django):
        return
    handler = table.handlers.get(call)
    is_guarded = asks_for_login(file, call, handler)
    route = Route(kind, path, Place(file.path, call.lineno), status_of(call, handler), is_guarded)
    table.routes.append((file.module if is_django else owner, route))


def _read_prefixes(file: PythonFile, table: _Table, known: dict[str, str]) -> None:
    """Note the prefix that a router or a blueprint of the file has of its own."""
    for node in file.top():
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and isinstance(node.targets[0], ast.Name):
            prefix = keyword(node.value, "prefix") or keyword(node.value, "url_prefix")
            text = text_of(prefix, known) if prefix is not None else None
            name = file.module + "." + node.targets[0].id
            if asks_for_login(file, node.value, None):
                table.guarded.add(name)
            if text:
                table.prefixes[name] = text
            if file.dotted(node.value.func).endswith(".Api") and node.value.args:  # of Flask, around a blueprint
                table.includes.setdefault(name, []).append((file.dotted(node.value.args[0]), ""))


def _include(code: PythonCode, file: PythonFile, call: ast.Call, table: _Table, known: dict[str, str]) -> None:
    nodes = list(call.args)
    prefix: Any = keyword(call, "prefix") or keyword(call, "url_prefix")
    if getattr(call.func, "attr", getattr(call.func, "id", "")) in ("mount", "Mount"):
        prefix = nodes.pop(0) if nodes else None
        nodes = nodes or [one.value for one in call.keywords if one.arg == "app"]
    if not nodes:
        return
    child = code.canonical(file.dotted(nodes[0]))
    parent = code.canonical(file.dotted(call.func.value)) if isinstance(call.func, ast.Attribute) else ""
    if child and asks_for_login(file, call, None):
        table.guarded.add(child)
    if child:
        table.includes.setdefault(child, []).append((parent, "" if prefix is None else text_of(prefix, known)))


def _prefixes(table: _Table, owner: str, depth: int) -> list[str]:
    if not depth or owner not in table.includes:
        return [table.prefixes.get(owner, "")]
    own = table.prefixes.get(owner, "")
    found = []
    for parent, prefix in table.includes[owner][:20]:
        if prefix is not None:
            found += [above + prefix + own for above in _prefixes(table, parent, depth - 1)]
        if len(found) > 50:
            break
    return found


def _is_guarded(table: _Table, owner: str, depth: int) -> bool:
    """Tell whether a router is behind a login, or all that include it are."""
    if (owner, depth) not in table.known_guarded:
        above = {one for one, _prefix in table.includes.get(owner, [])} if depth else set()
        is_inner = bool(above) and all(_is_guarded(table, one, depth - 1) for one in above)
        table.known_guarded[owner, depth] = owner in table.guarded or is_inner
    return table.known_guarded[owner, depth]


def _included(node: ast.AST) -> str | None:
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "include" and node.args:
        value = constant(node.args[0])
        return value if isinstance(value, str) else None
    return None


def text_of(node: Any, known: dict[str, str]) -> str | None:
    """Return a text that is written out, or that the one value of a name such as settings.API_PREFIX gives."""
    if isinstance(node, ast.JoinedStr):
        parts = [text_of(one.value if isinstance(one, ast.FormattedValue) else one, known) for one in node.values]
        return None if None in parts else "".join(str(part) for part in parts)
    if isinstance(node, (ast.Name, ast.Attribute)):
        return known.get(getattr(node, "attr", getattr(node, "id", "")))
    value = constant(node) if node is not None else None
    return value if isinstance(value, str) else None
