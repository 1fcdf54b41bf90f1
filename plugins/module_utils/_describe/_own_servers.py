# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Applications that bring a server of their own: the command that starts them; no I/O (private to the collection)."""

from __future__ import annotations

import ast
from typing import Any

from .._project._folder import Place
from ._description import CERTAIN, LIKELY, Description
from ._python_code import Candidate, PythonCode
from ._python_file import Function, PythonFile, constant, keyword

_HOST_AND_PORT = ["--host=0.0.0.0", "--port=8000"]


def describe_own_server(code: PythonCode, chosen: Candidate, found: Description) -> bool:
    """Propose the command of an application that serves itself, and tell whether it does."""
    file = code.files.get(chosen.reference.partition(":")[0])
    if file is None:
        return False
    if chosen.kind == "sanic":
        words = ["python", "-m", "sanic", file.module, *_HOST_AND_PORT, "--single-process"]
        found.propose("backend_image_command", words, chosen.place, LIKELY, "the server of Sanic")
    elif chosen.kind == "aiohttp" and _takes_arguments(file, chosen):
        words = ["python", "-m", "aiohttp.web", "--hostname=0.0.0.0", "--port=8000", chosen.reference]
        found.propose("backend_image_command", words, chosen.place, LIKELY, "the server of aiohttp")
    elif chosen.kind in ("tornado", "aiohttp") or _serves_tls(file):
        _describe_main(file, chosen, found)
    else:
        return False
    return True


def _takes_arguments(file: PythonFile, chosen: Candidate) -> bool:
    """Tell whether `python -m aiohttp.web` can call it, which gives it the list of arguments."""
    name = chosen.reference.partition(":")[2]
    return any(isinstance(node, Function) and node.name == name and len(node.args.args) == 1 for node in file.tree.body)


def _serves_tls(file: PythonFile) -> Any:
    calls = (call for call in file.calls() if file.dotted(call.func) == "uvicorn.run")
    return next((call for call in calls if keyword(call, "ssl_certfile") is not None), None)


def _describe_main(file: PythonFile, chosen: Candidate, found: Description) -> None:
    """Propose to run the module that listens itself, on the port that is written in it."""
    place = Place(file.path, chosen.place.line)
    found.propose("backend_image_command", ["python", "-m", file.module], place, LIKELY, "it serves itself")
    for call in file.calls():
        name = file.dotted(call.func).rpartition(".")[2] or getattr(call.func, "attr", "")
        port = keyword(call, "port") or (call.args[0] if name == "listen" and call.args else None)
        if name in ("listen", "run", "run_app") and isinstance(constant(port) if port is not None else None, int):
            found.propose(
                "backend_image_port", constant(port), Place(file.path, call.lineno), CERTAIN, "it listens there"
            )
            break
    for call in file.calls():
        if file.dotted(call.func) == "uvicorn.run" and call.args and not isinstance(constant(call.args[0]), str):
            at = Place(file.path, call.lineno)
            found.propose(
                "backend_image_workers", 1, at, CERTAIN, "uvicorn is handed an object, which one process serves"
            )
    tls = _serves_tls(file)
    if isinstance(tls, ast.Call):
        place = Place(file.path, tls.lineno)
        found.propose("backend_image_health_scheme", "https", place, CERTAIN, "it is told a certificate")
