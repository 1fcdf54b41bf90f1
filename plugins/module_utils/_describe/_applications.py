# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The applications in a repository, and which page asks which backend; reads (private to the collection)."""

from __future__ import annotations

import os
import posixpath
import re

from .._buildkit._errors import ImageError
from .._node_project._manifest import read_manifest
from .._project._folder import Place
from ._backend import describe_backend
from ._bounded_folder import NO_APPLICATION, BoundedFolder
from ._compose_files import services_built_from
from ._description import CERTAIN, LIKELY, Description
from ._page import SERVERS_OF_NODE, describe_page
from ._page_sources import proxies_of
from ._routes import Route, health_path

_DEPTH = 3
_MOST = 30
_OF_PYTHON = ("requirements.txt", "pyproject.toml", "Pipfile", "setup.py")
_SEVERAL = 2


def describe(path: str) -> list[Description]:
    """Return the applications below a folder, backends first. Raises ImageError where there is no such folder."""
    if not os.path.isdir(path):
        raise ImageError("path: found no folder {0!r} on the target; name that of an application".format(path))
    pythons, nodes = _folders(path)
    routes: dict[str, list[Route]] = {}
    backends = _backends(path, pythons, routes)
    pages = _pages(path, nodes, backends)
    for page in pages:
        _pair(path, page, backends, routes)
    found = [*backends, *pages] or _servers_of_node(path, nodes)
    _name(path, found)
    return found


def _folders(path: str) -> tuple[list[str], list[str]]:
    """Return the folders with a list of Python packages, and those with a package.json, the outer before the inner."""
    pythons, nodes = [], []
    for place, folders, files in os.walk(path):
        inner = os.path.relpath(place, path).replace(os.sep, "/")
        depth = 0 if inner == "." else inner.count("/") + 1
        folders[:] = sorted(
            name for name in folders if name not in NO_APPLICATION and name[:1] != "." and depth < _DEPTH
        )
        lists = [name for name in files if name in _OF_PYTHON or re.match(r"requirements[\w.-]*\.txt\Z|pylock\.", name)]
        if lists or ("requirements" in folders and BoundedFolder(place).matching("requirements/*.txt")):
            pythons.append(inner)
        if "package.json" in files:
            nodes.append(inner)
    if len(pythons) + len(nodes) > _MOST:
        raise ImageError(
            "path: found {0} folders with packages below {1}, expected at most {2}; name the folder of one "
            "application".format(len(pythons) + len(nodes), path, _MOST)
        )
    return pythons, nodes


def _inside(folder: str, of: str) -> bool:
    return of in (".", folder) or folder.startswith(of + "/")


def _backends(path: str, folders: list[str], routes: dict[str, list[Route]]) -> list[Description]:
    """Return the folders that hold an application; those that hold none are libraries where others do."""
    found: list[Description] = []
    empty: list[Description] = []
    for inner in sorted(folders, key=lambda one: (-one.count("/"), one == ".", one)):
        try:
            one, answered = describe_backend(BoundedFolder(posixpath.join(path, inner)), inner, BoundedFolder(path))
        except (ImageError, RecursionError) as error:
            one, answered = Description("backend", inner, problems=[_sentence(inner, error)]), []
        told = one.proposals.get("backend_image_app_module")
        if told and any(_inside(posixpath.normpath(posixpath.join(inner, told.place.file)), b.path) for b in found):
            continue
        (found if told or one.problems else empty).append(one)
        routes[inner] = answered
    chosen = found or [one for one in empty if one.path == "."] or empty[:1]
    return sorted(chosen, key=lambda one: one.path)


def _pages(path: str, folders: list[str], backends: list[Description]) -> list[Description]:
    found: list[Description] = []
    with_members: list[str] = []
    for inner in folders:
        if any(_inside(inner, outer) for outer in with_members):
            continue
        folder = BoundedFolder(posixpath.join(path, inner))
        try:
            manifest = read_manifest(folder, ".")
            if manifest.workspaces() or folder.has("pnpm-workspace.yaml"):
                with_members.append(inner)
            page = describe_page(folder, inner)
        except (ImageError, RecursionError) as error:
            page = Description("page", inner, problems=[_sentence(inner, error)])
        beside = next((one for one in backends if one.path == inner), None)
        if page is not None and beside is not None and not _has_page(folder):
            text = "{0}: its scripts build files of the backend, and its image runs none of them; build these before it"
            beside.notes.append(text.format(Place("package.json")))
        elif page is not None:
            found.append(page)
    return found


def _servers_of_node(path: str, folders: list[str]) -> list[Description]:
    """Return a description that says so where there is nothing but a server of Node, for which there is no role."""
    for inner in folders:
        manifest = read_manifest(BoundedFolder(posixpath.join(path, inner)), ".")
        used = sorted({name for name, _range in manifest.wanted()} & {*SERVERS_OF_NODE})
        if used:
            text = "{0}: found {1}, a server of Node; no role here builds one, only pages that nginx serves"
            at = posixpath.normpath(posixpath.join(inner, "package.json"))
            return [Description("page", inner, problems=[text.format(at, used[0])])]
    return []


def _sentence(inner: str, error: Exception) -> str:
    """Return what is wrong with a folder in a sentence, with its name where it is not the whole."""
    said = str(error) if isinstance(error, ImageError) else "a file is nested too deep to be read; mend it"
    return said if inner == "." else "{0}: {1}".format(inner, said)


def _has_page(folder: BoundedFolder) -> bool:
    """Tell whether a package.json beside a backend is of a page, and not of the backend's own scripts and styles."""
    names = ("index.html", "public/index.html", "src/index.html", "src/app.html", "app/layout.tsx", "app/layout.js")
    return any(folder.has(name) for name in names)


def _pair(path: str, page: Description, backends: list[Description], routes: dict[str, list[Route]]) -> None:
    """Propose the address of the backend that a page asks, and the paths that go there."""
    serving = [one for one in backends if one.value("backend_image_server") not in ("celery", "celery_beat")]
    beside = [one for one in serving if posixpath.dirname(one.path) == posixpath.dirname(page.path)]
    chosen = serving if len(serving) < _SEVERAL else beside
    if len(chosen) != 1:
        if serving:
            asks = "found several backends, and nothing says which of them the page asks"
            page.ask("nginx_conf_backend_url", asks, ["http://{0}:8000".format(_word(one.path)) for one in serving])
        return
    backend = chosen[0]
    page.backend = backend.path
    told = backend.proposals.get("backend_image_port")
    services = services_built_from(BoundedFolder(path), backend.path)
    service, place = services[0] if services else ("backend", told.place if told else Place(backend.path))
    url = "http://{0}:{1}".format(service, backend.value("backend_image_port"))
    page.propose("nginx_conf_backend_url", url, place, CERTAIN if services else LIKELY, "the backend beside it")
    _describe_paths(BoundedFolder(posixpath.join(path, page.path)), page, routes.get(backend.path, []))


def _describe_paths(folder: BoundedFolder, page: Description, routes: list[Route]) -> None:
    member = page.value("frontend_image_build_dir")
    handed = [(one, place) for one, place in proxies_of(folder, member) if one != "/"]
    sockets = [one for one in handed if re.search("ws|socket", one[0])]
    plain = [one for one in handed if one not in sockets]
    if plain:
        page.propose("nginx_conf_api_location", _folder(plain[0][0]), plain[0][1], CERTAIN, "Vite hands it on")
    if plain[1:]:
        proxies = [{"path": _folder(one)} for one, _place in plain[1:]]
        page.propose("nginx_conf_proxies", proxies, plain[1][1], CERTAIN, "Vite hands them on")
    if sockets:
        page.propose(
            "nginx_conf_websocket_location", _folder(sockets[0][0]), sockets[0][1], CERTAIN, "Vite hands it on"
        )
    api = page.value("nginx_conf_api_location")
    for route in routes:
        if route.kind == "websocket" and not route.path.startswith(("/ws/", api)):
            first = "/" + route.path.split("/")[1]
            location = first + "/" if route.path.rstrip("/") != first else first
            page.propose("nginx_conf_websocket_location", location, route.place, CERTAIN, "a WebSocket of the backend")
    asked = [one for one in routes if one.path != "/" and one.kind != "websocket" and health_path([one]) is None]
    if asked and not any(one.path.startswith(api) or one.path + "/" == api for one in asked):
        firsts = list(dict.fromkeys("/" + one.path.split("/")[1] + "/" for one in asked))
        asks = "found no route of the backend below {0}; name what the page asks the backend for".format(api)
        page.ask("nginx_conf_api_location", asks, firsts[:10])


def _folder(path: str) -> str:
    return path.rstrip("/") + "/"


def _name(path: str, found: list[Description]) -> None:
    """Propose names of images: that of the folder, with what tells several apart."""
    base = _word(os.path.basename(os.path.realpath(path)))
    taken: set[str] = set()
    for one in found:
        same = [other for other in found if other.kind == one.kind]
        role = "backend" if one.kind == "backend" else "frontend"
        last = _word(one.path.rpartition("/")[2]) if one.path != "." else role
        name = base if len(found) == 1 else base + "-" + (role if len(same) == 1 else last)
        name = name if name not in taken else base + "-" + _word(one.path) + "-" + role
        taken.add(name)
        why = "the name of the folder"
        one.propose(role + "_image_name", name, Place(one.path), LIKELY, why)


def _word(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "application"
