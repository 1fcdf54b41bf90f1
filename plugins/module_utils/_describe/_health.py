# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The path that tells whether a backend is well, and the headers that it is asked with; no I/O (private)."""

from __future__ import annotations

import ast
import re

from .._project._folder import Place
from ._description import CERTAIN, LIKELY, Description
from ._django import settings_files
from ._python_code import PythonCode, constants
from ._python_file import constant, keyword
from ._routes import Route, health_path, text_of
from ._start import Start

_LOGIN = re.compile(r"/(login|log-in|signin|sign-in|sign_in)/?\Z")
_NONE_IS_NAMED = "no route is named for health"


def describe_health(code: PythonCode, routes: list[Route], start: Start, found: Description) -> None:
    """Propose the path of today's health check, that of a route of such a name, or one that everybody may ask for."""
    for path, place in start.health[:1]:
        found.propose("backend_image_health_path", path, place, CERTAIN, "the health check of today")
    best = health_path(routes)
    if best:
        found.propose("backend_image_health_path", best.path, best.place, CERTAIN, "a route of that name")
        if found.value("backend_image_health_path") == best.path and 200 < best.status < 300:
            statuses = [str(best.status)]
            found.propose("backend_image_health_statuses", statuses, best.place, CERTAIN, "what it answers")
    elif not start.health:
        public = _public(code, routes)
        if public:
            found.propose("backend_image_health_path", *public, LIKELY, _NONE_IS_NAMED)
        else:
            paths = [one.path for one in routes if one.kind == "get" and not re.search(r"[{<(\[]", one.path)]
            asks = "found no route that tells whether it is well; name a path that answers 200 without a login"
            found.ask("backend_image_health_path", asks, list(dict.fromkeys(paths))[:10])
    _describe_middleware(code, found)


def _public(code: PythonCode, routes: list[Route]) -> tuple[str, Place] | None:
    """Return a path that nobody needs a login for: the home, the schema of FastAPI, or the login itself."""
    asked = [one for one in routes if one.kind == "get" and not one.is_guarded and 200 <= one.status < 300]
    if any(one.path == "/" and one.is_guarded for one in routes):
        asked = [one for one in asked if one.path != "/"]
    home = next((one for one in asked if one.path == "/"), None)
    if home:
        return home.path, home.place
    schema = _schema_of_fastapi(code)
    if schema:
        return schema
    if settings_files(code):
        admin = next((one for one in routes if one.path in ("/admin", "/admin/")), None)
        if admin:
            return "/admin/login/", admin.place
    login = next((one for one in asked if _LOGIN.search(one.path)), None)
    return (login.path, login.place) if login else None


def _schema_of_fastapi(code: PythonCode) -> tuple[str, Place] | None:
    """Return where FastAPI answers with its schema, None where it is told not to, or there are several applications."""
    made = [
        (file, call) for file in code.files.values() for call in file.calls() if _is_fastapi(file.dotted(call.func))
    ]
    if len(made) != 1:
        return None
    file, call = made[0]
    told = keyword(call, "openapi_url")
    path = "/openapi.json" if told is None else text_of(told, constants(code))
    hidden = any(one.arg is None for one in call.keywords)  # **settings may switch it off
    return None if hidden or not path or not path.startswith("/") else (path, Place(file.path, call.lineno))


def _is_fastapi(called: str) -> bool:
    return called.startswith("fastapi.") and called.endswith(".FastAPI")


def _describe_middleware(code: PythonCode, found: Description) -> None:
    """Propose the headers without which middleware turns the health check away."""
    headers: dict[str, str] = {}
    first = None
    for file in code.files.values():
        for call in file.calls():
            names = [
                file.dotted(one).rpartition(".")[2] for one in call.args if isinstance(one, (ast.Name, ast.Attribute))
            ]
            names.append(file.dotted(call.func).rpartition(".")[2])
            hosts = constant(keyword(call, "allowed_hosts"))
            if "TrustedHostMiddleware" in names and isinstance(hosts, list) and not {"*", "localhost"} & {*hosts}:
                headers["Host"] = str(hosts[0]).replace("*.", "")
            elif "HTTPSRedirectMiddleware" in names:
                headers["X-Forwarded-Proto"] = "https"
            else:
                continue
            first = first or Place(file.path, call.lineno)
    if headers and first:
        found.propose(
            "backend_image_health_headers", headers, first, CERTAIN, "middleware turns away what has not got it"
        )
