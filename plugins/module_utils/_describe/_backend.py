# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The proposals for a Python backend, from all that its folder says; reads (private to the collection)."""

from __future__ import annotations

import re

from .._project._folder import Place
from ._bounded_folder import NO_APPLICATION, BoundedFolder
from ._databases import is_database, with_databases
from ._defaults import DEFAULTS
from ._description import CERTAIN, LIKELY, Description
from ._django import describe_django, named_modules
from ._environment import demanded
from ._environment_settings import describe_settings
from ._health import describe_health
from ._own_servers import describe_own_server
from ._package_groups import describe_groups, describe_left_out, lists_of_today, read_setup_files
from ._package_needs import describe_needs
from ._packages import OLDEST_PYTHON, Packages, describe_packages
from ._python_code import Candidate, PythonCode, is_usual, read_code
from ._python_file import constant, keyword
from ._routes import Route, routes_of
from ._start import Start
from ._start_command import StartCommand
from ._start_files import read_start

_WSGI, _ASGI = ("gunicorn", "granian"), ("uvicorn", "hypercorn", "granian", "daphne")
_NOT_CODE = frozenset(
    [
        "tests",
        "test",
        "docs",
        "doc",
        "node_modules",
        "dist",
        "build",
        "venv",
        "requirements",
        "scripts",
        "deploy",
        "docker",
        "infra",
        "helm",
        "k8s",
    ]
)


def describe_backend(
    folder: BoundedFolder, path: str, above: BoundedFolder | None = None
) -> tuple[Description, list[Route]]:
    """Return what is proposed for the backend in a folder of a repository, and what it answers. Raises ImageError."""
    found = Description("backend", path)
    start = read_start(folder, above, path)
    packages = describe_packages(folder, found, lists_of_today(folder, start))
    describe_groups(folder, start, found, packages)
    read_setup_files(folder, packages)
    code = read_code(folder, _folder_of_commands(folder, start))
    found.notes += start.notes + code.unread[:10]
    chosen = _describe_application(code, start, packages, found)
    routes = routes_of(code)
    if chosen is None:
        return found, routes
    module = chosen.reference.partition(":")[0]
    modules = (code.reached(module) | named_modules(code)) & {*code.files}
    for name in sorted(named_modules(code)):
        modules |= code.reached(name)
    wanted = with_databases(demanded(code, modules), code, modules, packages)
    found.environment = {name: place for name, (_value, place) in wanted.items()}
    words = {text for name in modules for text in code.files[name].names_of_settings()}
    found.environment.update(
        {name: at for name, at in start.environment.items() if name in words and name not in wanted}
    )
    _describe_environment(found, wanted)
    values = {name: value for name, (value, _place) in wanted.items()}
    describe_settings(code, start, words, found)
    describe_django(code, found, packages, values)
    _describe_code(code, modules, chosen, packages, found)
    describe_needs(found, packages, start.apt)
    _describe_ports(start, found)
    for other in code.candidates() if chosen.kind != "celery" else ():
        if other.kind == "celery":
            text = "{0}: a worker of Celery, {1}; build a second image with backend_image_server: celery"
            found.notes.append(text.format(other.place, other.reference))
    if chosen.kind != "celery":
        reached = {code.files[name].path for name in modules}
        near = [one for one in routes if one.place.file in reached]
        describe_health(code, near or routes, start, found)
    return found, routes


def _describe_application(code: PythonCode, start: Start, packages: Packages, found: Description) -> Candidate | None:
    """Propose what is started and by which server, as the team does it, else as the code and packages say."""
    candidates = _as_packages_say(code.candidates(), packages)
    of_web = [one for one in start.commands if not one.server.startswith("celery")]
    has_web = any(one.kind != "celery" for one in candidates)
    said = next((one for one in (of_web if has_web else start.commands) if _known(code, one)), None)
    bare, call, _rest = said.reference.partition("(") if said else ("", "", "")
    named = [one for one in candidates if one.reference == bare]
    if said and said.reference:
        module, _colon, name = bare.partition(":")
        kind = "asgi" if said.server in _ASGI or "vicorn" in " ".join(said.args) else "wsgi"
        factory = "--factory" in said.args or bool(call)
        kind = "celery" if said.server.startswith("celery") else kind
        chosen = (named or [Candidate(module + ":" + (name or "app"), kind, said.place, factory)])[0]
    elif candidates:
        chosen = candidates[0]
        rivals = [one.reference for one in candidates if _rivals(one, chosen, code)]
        if rivals:
            asks = "found several applications, and nothing says which of them is served"
            found.ask("backend_image_app_module", asks, [chosen.reference, *rivals])
    else:
        asks = "found no application object of a known framework"
        for reference, argument in code.needing()[:1]:
            asks = "{0} makes it of {1}, which no server gives: write a wsgi.py that calls it".format(
                reference, argument
            )
        found.ask("backend_image_app_module", asks, [])
        return None
    place = said.place if said and said.reference else chosen.place
    sure = CERTAIN if said or len(candidates) == 1 else LIKELY
    found.propose("backend_image_app_module", chosen.reference, place, sure, "what the server is told")
    if not describe_own_server(code, chosen, found):
        _describe_server(said, chosen, packages, found)
    return chosen


def _as_packages_say(candidates: list[Candidate], packages: Packages) -> list[Candidate]:
    """Return the candidates, of Django those of the interface that the packages have a server for before the others."""
    if not packages.has("django"):
        return candidates
    asgi = packages.has("channels", "daphne") or not packages.has("gunicorn")
    return sorted(candidates, key=lambda one: one.kind != ("asgi" if asgi else "wsgi"))


def _known(code: PythonCode, command: StartCommand) -> bool:
    return not command.reference or command.reference.partition(":")[0] in code.files


def _rivals(one: Candidate, chosen: Candidate, code: PythonCode) -> bool:
    """Tell whether another application could be meant as well: of the same kind, and neither knows the other."""
    if one.reference == chosen.reference or one.kind != chosen.kind:
        return False
    first, other = chosen.reference.partition(":")[0], one.reference.partition(":")[0]
    related = first == other or other in code.reached(first) or first in code.reached(other)
    return not related and (other.rpartition(".")[2] == first.rpartition(".")[2] or not is_usual(first))


def _describe_server(said: StartCommand | None, chosen: Candidate, packages: Packages, found: Description) -> None:
    if chosen.kind == "celery":
        server = said.server if said else "celery"
        found.propose("backend_image_server", server, chosen.place, CERTAIN, "an application of Celery")
        if said and said.workers:
            found.propose("backend_image_workers", said.workers, said.place, CERTAIN, "the same command")
        if said and said.args:
            found.propose("backend_image_server_args", list(said.args), said.place, CERTAIN, "what starts it today")
        return
    usable = [name for name in (_ASGI if chosen.kind == "asgi" else _WSGI) if packages.has(name)]
    is_there = bool(said) and (packages.has(said.server) or packages.may_bring_more) if said else False
    if said and said.server in (*_WSGI, *_ASGI) and not is_there:
        is_there = describe_left_out(said.server, found, packages)
    elif not said and not usable:
        usable = [name for name in (_ASGI if chosen.kind == "asgi" else _WSGI) if _adds(name, found, packages)][:1]
    if said and said.server in (*_WSGI, *_ASGI) and not is_there:
        asks = "{0} starts {1}, which is not among the packages that are installed; add it to these"
        found.ask("backend_image_server", asks.format(said.place, said.server), usable)
    elif said and said.server in (*_WSGI, *_ASGI):
        found.propose("backend_image_server", said.server, said.place, CERTAIN, "the command that starts it today")
        if said.workers:
            found.propose("backend_image_workers", said.workers, said.place, CERTAIN, "the same command")
    elif usable:
        place = packages.names[usable[0]]
        found.propose("backend_image_server", usable[0], place, LIKELY, "the server among the packages")
    elif chosen.kind == "asgi" and packages.has("gunicorn") and packages.has("uvicorn-worker"):
        place = packages.names["gunicorn"]
        found.propose("backend_image_server", "gunicorn", place, LIKELY, "the server among the packages")
    else:
        names = list(_ASGI if chosen.kind == "asgi" else _WSGI)
        asks = "found no server for {0} among the packages; add one of them to the requirements".format(chosen.kind)
        if packages.has("uwsgi"):
            asks = "found uWSGI, which backend_image_server does not know; add one of these to the requirements"
        found.ask("backend_image_server", asks, names)
    _describe_arguments(said, chosen, found)


def _adds(name: str, found: Description, packages: Packages) -> bool:
    return "backend_image_install_args" not in found.proposals and describe_left_out(name, found, packages)


def _describe_arguments(said: StartCommand | None, chosen: Candidate, found: Description) -> None:
    server = found.value("backend_image_server")
    place = said.place if said else chosen.place
    args = [one for one in (said.args if said else ()) if one != "--factory"]
    if server == "granian" and chosen.kind == "wsgi":
        args.append("--interface=wsgi")
    if chosen.is_factory and server == "gunicorn":
        given = said.reference if said and "(" in said.reference else chosen.reference + "()"
        called = [given, "--bind", "0.0.0.0:{0}".format(DEFAULTS["backend_image_port"])]
        words = ["python", "-m", "gunicorn", *called, *args]
        found.propose("backend_image_command", words, place, LIKELY, "a function makes the application")
    elif chosen.is_factory:
        args.append("--factory")
    if args:
        found.propose("backend_image_server_args", args, place, CERTAIN if said else LIKELY, "what starts it today")


def _describe_environment(found: Description, wanted: dict[str, tuple[str, Place]]) -> None:
    usual = DEFAULTS["backend_image_proof_env"]
    values = {name: value if is_database(value) else usual.get(name, value) for name, (value, _place) in wanted.items()}
    others = [name for name, value in values.items() if usual.get(name) != value]
    if others:
        why = "the import demands them; a container gets its own values"
        found.propose("backend_image_proof_env", values, wanted[others[0]][1], LIKELY, why)


def _describe_code(
    code: PythonCode, modules: set[str], chosen: Candidate, packages: Packages, found: Description
) -> None:
    """Propose the files and folders that the application is made of, without what is installed as a package."""
    tops = {code.top_of(name) for name in modules}
    folder = code.folder
    texts = {text.lstrip("./").split("/")[0] for name in modules for text in code.files[name].strings()}
    beside = [name for name in folder.names(".") if name in texts and name[:1] != "." and name not in _NOT_CODE]
    tops |= {name for name in beside if not name.endswith((".toml", ".lock", ".md", ".txt", ".py"))}
    tops |= {name for name in ("alembic", "alembic.ini", "migrations") if folder.has(name)}
    if not any("/" in code.files[name].path for name in modules):
        tops |= {name for name in ("templates", "static") if folder.is_folder(name)}
    if folder.has("manage.py") and found.value("backend_image_build_steps"):
        tops.add("manage.py")
    named = [one.partition("=")[2].split(":")[-1] for one in found.value("backend_image_server_args")]
    named += ["gunicorn.conf.py"] if found.value("backend_image_server") == "gunicorn" else []
    tops |= {one.lstrip("./").split("/")[0] for one in named if one and folder.has(one)}
    tops = {name for name in tops if name and name not in packages.installed}
    if code.root and code.root.split("/")[0] in tops:
        by_uvicorn = found.value("backend_image_server") == "uvicorn" and not found.value("backend_image_command")
        why = "the code lies in {0}/".format(code.root)
        if by_uvicorn:
            found.propose("backend_image_uvicorn_args", ["--app-dir", code.root], chosen.place, LIKELY, why)
        else:
            found.add_to("backend_image_env", {"PYTHONPATH": "/app/" + code.root}, chosen.place, LIKELY, why)
        _note_opened(code, modules, found)
    why = "imported by {0}, or named by what is".format(chosen.reference)
    usual = DEFAULTS["backend_image_code"]
    ordered = [name for name in usual if name in tops] + sorted(tops - {*usual})
    found.propose("backend_image_code", ordered, Place(chosen.place.file), LIKELY, why)


def _note_opened(code: PythonCode, modules: set[str], found: Description) -> None:
    """Tell of what is opened by a path from the folder that the team starts in, since a container starts in /app."""
    for file in (code.files[name] for name in sorted(modules)):
        for call in file.calls():
            opened = constant(keyword(call, "directory"))
            name = opened.lstrip("./").split("/")[0] if isinstance(opened, str) else ""
            if name and code.folder.has(code.root + "/" + name) and not code.folder.has(name):
                text = "{0}: opens {1!r} from the folder that it is started in, and a container starts it in /app"
                found.notes.append(text.format(Place(file.path, call.lineno), opened))


def _folder_of_commands(folder: BoundedFolder, start: Start) -> str:
    """Return the folder that the first command which has one goes to, where what it starts lies there."""
    for one in start.commands:
        module = one.reference.partition(":")[0].replace(".", "/")
        path = one.folder + "/" + module
        if one.folder and (folder.has(path + ".py") or folder.is_folder(path)):
            return one.folder
        if module and not folder.has(module + ".py") and not folder.is_folder(module):
            beside = [name for name in folder.names(".") if folder.has(name + "/" + module + ".py")]
            if len(beside) == 1 and beside[0] not in NO_APPLICATION:
                return beside[0]  # a Dockerfile that goes there, or copies what lies in it
    return ""


def _describe_ports(start: Start, found: Description) -> None:
    ports = [(one.port, one.place) for one in start.commands if one.port] + start.ports
    if ports and 1024 <= ports[0][0] < 65536:
        found.propose("backend_image_port", *ports[0], CERTAIN, "the port that it has today")
    for image, place in start.images:
        match = re.match(r"(?:docker\.io/)?(?:library/)?python:(3\.[0-9]{1,3})", image)
        if match and int(match.group(1)[2:]) < OLDEST_PYTHON:
            text = "{0}: found Python {1}, which ended; the image gets that of backend_image_python_image"
            found.notes.append(text.format(place, match.group(1)))
        elif match:
            image = "python:{0}-slim".format(match.group(1))
            found.propose("backend_image_python_image", image, place, LIKELY, "the Python of today's image")
