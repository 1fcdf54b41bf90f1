# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the sources of a page ask of its server: policy, paths of a backend, names of the build; reads (private)."""

from __future__ import annotations

import posixpath
import re

from .._buildkit._errors import ImageError
from .._project._folder import Place
from ._bounded_folder import BoundedFolder
from ._description import LIKELY, Description
from ._environment_files import names_of_the_build

_CODE = (".js", ".jsx", ".ts", ".tsx", ".mjs", ".vue", ".svelte", ".astro", ".html")
_WASM = re.compile(r"\bWebAssembly\.|\.wasm['\"?]")
_MEDIA = re.compile(r"<(video|audio)\b|\bnew Audio\(")
_FRAME = re.compile(r"<iframe\b[^>]{0,500}\bsrc=[\"'](?!https?:|//)")
_PREFIXES = ("VITE_", "REACT_APP_", "NEXT_PUBLIC_", "VUE_APP_", "PUBLIC_", "GATSBY_", "NUXT_PUBLIC_", "EXPO_PUBLIC_")
_BUILD_NAME = re.compile(r"(?:import\.meta\.env|process\.env)\.((?:{0})\w+)".format("|".join(_PREFIXES)))
_GIVEN = ("VITE_API_BASE_URL",)
_PROXY = re.compile(r"['\"`]\^?(/[\w./-]*)['\"`]\s*:\s*(?:\{|['\"`]https?:|['\"`]wss?:)")
_PROXY_BLOCK = re.compile(r"\bproxy\s*:\s*\{")


def describe_sources(folder: BoundedFolder, member: str, found: Description) -> None:
    """Propose what the sources show that a page cannot do without."""
    told = found.proposals.pop("nginx_conf_extra_csp", None)
    policy: dict[str, list[str]] = dict(told.value) if told else {}
    first = told.place if told else None
    paths: list[str] = []
    try:
        _note_files(folder if member == "." else folder.inside(member), member, found)
        paths = _paths(folder, member)
    except ImageError as error:
        found.notes.append(str(error))
    for path in paths:
        try:
            text = folder.read(path)
        except ImageError as error:
            found.notes.append(str(error))
            continue
        for pattern, directive, source in (
            (_WASM, "script-src", "'wasm-unsafe-eval'"),
            (_MEDIA, "media-src", "'self'"),
            (_FRAME, "frame-src", "'self'"),
        ):
            match = pattern.search(text)
            if match and directive not in policy:
                policy[directive] = [source]
                first = first or Place(path, text[: match.start()].count("\n") + 1)
        _note_names(text, path, found)
    if policy and first:
        found.propose("nginx_conf_extra_csp", policy, first, LIKELY, "the default policy forbids what it does there")


def proxies_of(folder: BoundedFolder, member: str) -> list[tuple[str, Place]]:
    """Return the paths that the development server of Vite hands to a backend, and where that is said."""
    found = []
    for name in folder.names(member):
        if re.match(r"vite\.config\.\w+\Z", name):
            path = name if member == "." else member + "/" + name
            text = folder.read(path)
            block = _PROXY_BLOCK.search(text)
            for match in _PROXY.finditer(text, block.end()) if block else ():
                found.append((match.group(1), Place(path, text[: match.start()].count("\n") + 1)))
    return found


def _paths(folder: BoundedFolder, member: str) -> list[str]:
    inner = "" if member == "." else member + "/"
    every = [path for path in folder.walk(_CODE, depth=10) if path.startswith(inner)]
    public = [inner + place + "/" + name for place in ("public", "src/public") for name in folder.names(inner + place)]
    settings = re.compile(r"(^|/)[\w.-]+\.config\.\w+\Z|(^|/)(build|page)\.mjs\Z")
    return [path for path in [*every, *(one for one in public if one.endswith(".html"))] if not settings.search(path)]


def _note_files(folder: BoundedFolder, member: str, found: Description) -> None:
    """Note the names that .env files have for the page: no build gets these files, which may hold secrets."""
    for name, place, is_left_out in names_of_the_build(folder, _PREFIXES):
        at = Place(posixpath.normpath(posixpath.join(member, place.file)), place.line)
        if name not in _GIVEN:
            found.environment.setdefault(name, at)
        if is_left_out:
            text = "{0}: sets {1} for the page, and no build gets that file; set it in frontend_image_build_env"
            found.notes.append(text.format(at, name))


def _note_names(text: str, path: str, found: Description) -> None:
    for match in _BUILD_NAME.finditer(text):
        if match.group(1) not in _GIVEN:
            found.environment.setdefault(match.group(1), Place(path, text[: match.start()].count("\n") + 1))
