# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the settings of a Django project say of its image; no I/O (private to the collection)."""

from __future__ import annotations

import ast
import re
from typing import Any

from .._project._folder import Place
from ._description import CERTAIN, LIKELY, Description
from ._packages import Packages
from ._python_code import PythonCode
from ._python_file import PythonFile, constant, keyword

_MODULE = "DJANGO_SETTINGS_MODULE"
_FOR_PRODUCTION = ("production", "prod", "prd", "live", "heroku", "deploy")


def settings_files(code: PythonCode) -> list[PythonFile]:
    """Return the settings, those of production before others."""
    found = [
        file
        for file in code.files.values()
        if any(name in _assigned(file) for name in ("INSTALLED_APPS", "ROOT_URLCONF", "ALLOWED_HOSTS", "STATIC_ROOT"))
    ]
    return sorted(found, key=lambda file: (not file.module.endswith(("production", "prod")), file.module))


def named_modules(code: PythonCode) -> set[str]:
    """Return the modules of the project that its settings name as texts."""
    found: set[str] = set()
    known = {".".join(name.split(".")[:end]) for name in code.files for end in range(1, name.count(".") + 2)}
    urls = [file for file in code.files.values() if "urlpatterns" in _assigned(file)] if settings_files(code) else []
    for file in urls:  # include("pages.urls") needs no entry in INSTALLED_APPS
        found |= {text for text in file.strings() if text in code.files}
    for file in settings_files(code):
        for text in file.strings():
            parts = text.split(".")
            found |= {".".join(parts[:end]) for end in range(1, len(parts) + 1)} & known
        found.add(file.module)
        app_files = [name for name in code.files if any(name.startswith(one + ".") for one in found)]
        found |= {name for name in app_files if name.rpartition(".")[2] in ("apps", "models", "urls", "admin")}
    return found


def describe_django(code: PythonCode, found: Description, packages: Packages, environment: dict[str, str]) -> None:
    """Propose the name that the health check asks for, and collectstatic."""
    served = str(found.value("backend_image_env").get(_MODULE) or "")
    served = served or _named_settings(code, str(found.value("backend_image_app_module")).partition(":")[0])
    _ask_for_settings(code, served, found)
    files = sorted(settings_files(code), key=lambda file: file.module != served)
    hosts = _first(files, "ALLOWED_HOSTS")
    if hosts:
        names = _texts(hosts[1].value)
        if names and not {"*", "localhost", ".localhost"} & {*names}:
            headers = {"Host": names[0].lstrip(".")}
            if _is_true(files, "SECURE_SSL_REDIRECT"):
                headers["X-Forwarded-Proto"] = "https"
            place = Place(hosts[0].path, hosts[1].lineno)
            found.propose("backend_image_health_headers", headers, place, CERTAIN, "ALLOWED_HOSTS takes no other name")
    root = _first(files, "STATIC_ROOT")
    if root and code.folder.has("manage.py") and packages.has("whitenoise"):
        step: dict[str, Any] = {"command": ["python", "manage.py", "collectstatic", "--noinput"]}
        wanted = {**environment} or ({"SECRET_KEY": "of the build"} if _reads(files, "SECRET_KEY") else {})
        named = served if _named_settings(code, "manage") not in ("", served) else ""
        wanted.update({"DJANGO_SETTINGS_MODULE": named} if named else {})
        step.update({"env": wanted} if wanted else {})
        place = Place(root[0].path, root[1].lineno)
        found.propose(
            "backend_image_build_steps", [step], place, LIKELY, "WhiteNoise serves what collectstatic gathers"
        )


def _ask_for_settings(code: PythonCode, served: str, found: Description) -> None:
    """Ask where the server starts with settings for developers, and such of production stand beside them."""
    above, _dot, name = served.rpartition(".")
    beside = [above + "." + one for one in _FOR_PRODUCTION if above + "." + one in code.files]
    if beside and re.search(r"(?i)\A(dev\w*|local|debug|test\w*)\Z", name) and served in code.files:
        asks = "the server starts with {0}, and settings for production stand beside it; set {1}".format(
            served, _MODULE
        )
        found.ask("backend_image_env", asks, [{_MODULE: one} for one in (*beside, served)])


def _named_settings(code: PythonCode, module: str) -> str:
    file = code.files.get(module)
    for call in file.calls() if file else ():
        name, value = [constant(one) for one in (*call.args, None, None)[:2]]
        if getattr(call.func, "attr", "") == "setdefault" and name == _MODULE:
            return value if isinstance(value, str) else ""
    return ""


def _assigned(file: PythonFile) -> dict[str, Any]:
    return {
        target.id: node
        for node in file.top()
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _first(files: list[PythonFile], name: str) -> tuple[PythonFile, Any] | None:
    return next(((file, _assigned(file)[name]) for file in files if name in _assigned(file)), None)


def _is_true(files: list[PythonFile], name: str) -> bool:
    found = _first(files, name)
    return bool(found) and constant(found[1].value) is True if found else False


def _reads(files: list[PythonFile], name: str) -> bool:
    return any(name in _assigned(file) for file in files)


def _texts(node: Any) -> list[str]:
    """Return the names of a list, or those of the default of a call such as os.environ.get("HOSTS", "a,b")."""
    value = constant(node)
    if isinstance(value, (list, tuple)):
        return [str(one) for one in value]
    for call in ast.walk(node):
        default = keyword(call, "default") if isinstance(call, ast.Call) else None
        default = call.args[1] if isinstance(call, ast.Call) and len(call.args) == 2 else default
        value = constant(default) if default is not None else None
        if isinstance(value, (str, list)):
            names = value.split(",") if isinstance(value, str) else [str(one) for one in value]
            return [one.strip() for one in names if one.strip()]
    return []
