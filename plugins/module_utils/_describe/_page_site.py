# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What nginx has to know of a page, by the tool that builds it; reads (private to the collection)."""

from __future__ import annotations

import re

from .._project._folder import Place
from ._description import CERTAIN, LIKELY, Description
from ._packages import line_of
from ._page_base import Base, base_of_command, base_of_settings
from ._page_settings import Building, place_of
from ._page_tools import EXTRA_POLICIES, POLICIES, RENDERING, RENDERS, Tool

_PAGES_OF_VITE = re.compile(r"['\"/]([\w./-]+\.html)['\"]")


def describe_site(by: Building, place: Place, found: Description) -> None:
    """Propose what nginx has to know of a page, and ask what cannot be known. Raises ImageError."""
    tool, text = by.tool, by.text()
    first, *more = _assets_of(tool, text)
    if tool.name in ("webpack", "Angular"):
        first = _assets_of_webpack(text)
    if first != "/":
        found.propose(
            "nginx_conf_assets_location", first, place, LIKELY, "where {0} puts hashed files".format(tool.name)
        )
    found.propose("nginx_conf_assets_locations", more, place, LIKELY, "the same")
    is_one = re.search(r"ssr\s*:\s*false" if tool.name == "Nuxt" else r"fallback\s*:\s*['\"]index\.html", text)
    pages = "one" if is_one and tool.name in ("Nuxt", "SvelteKit") else tool.pages
    pages = "many" if tool.name == "Vite" and len({*_PAGES_OF_VITE.findall(text)}) > 1 else pages
    found.propose("nginx_conf_pages", pages, place, LIKELY, "what {0} writes".format(tool.name))
    _describe_policy(tool, place, found)
    if re.search(r"trailingSlash\s*:\s*(true|['\"]always['\"])", text):
        found.propose("nginx_conf_trailing_slash", "always", place, CERTAIN, "its setting trailingSlash")
    fallback = re.search(r"fallback\s*:\s*['\"]((?!index\.html|404\.html)[\w.-]+)['\"]", text)
    if fallback and tool.name == "SvelteKit":
        asks = "the settings fall back to {0}, and nginx to index.html: set fallback: 'index.html' there"
        found.ask("nginx_conf_pages", asks.format(fallback.group(1)), ["one", "many"])
    _ask_for_files(by, text, found)
    _describe_base(by, found)


def _describe_policy(tool: Tool, place: Place, found: Description) -> None:
    """Propose what the pages of a tool cannot do without."""
    is_storybook = found.value("frontend_image_build_script") == "build-storybook"
    extra = EXTRA_POLICIES.get("Storybook" if is_storybook else tool.name)
    if extra:
        found.propose("nginx_conf_extra_csp", extra, place, LIKELY, "what its pages put into themselves")
    if tool.name in POLICIES:
        found.propose(
            "nginx_conf_csp", POLICIES[tool.name], place, LIKELY, "it puts styles into the page while it runs"
        )


def _ask_for_files(by: Building, text: str, found: Description) -> None:
    """Ask where a tool renders pages on a server, for which nginx has no files, or builds several."""
    tool, packages = by.tool, {name for name, _range in by.manifest.wanted()}
    for name in sorted(packages & {*RENDERING}):
        asks = "{0} renders on a server, and nginx serves files: use {1}".format(name, RENDERING[name])
        found.ask("frontend_image_output_dir", asks, [tool.folder])
    if tool.name == "Nuxt" and re.search(r"\bnux[ti] build\b", by.command):
        asks = "nuxt build writes a server, and nginx serves files: add a script that runs nuxt generate"
        found.ask("frontend_image_build_script", asks, ["generate"])
    projects = by.projects()
    if len(projects) > 1:
        asks = "found several applications in angular.json, and the script names none of them"
        found.ask("frontend_image_output_dir", asks, [one.folder for one in projects])
    elif projects and projects[0].renders:
        asks = "Angular renders on a server by its settings, and nginx serves files: set outputMode: static"
        found.ask("frontend_image_output_dir", asks, [projects[0].folder])
    pattern, instead = RENDERS.get(tool.name, ("", ""))
    if pattern and re.search(pattern, text):
        asks = "{0} renders on a server by its settings, and nginx serves files: set {1}".format(tool.name, instead)
        found.ask("frontend_image_output_dir", asks, [tool.folder])


def _assets_of_webpack(text: str) -> str:
    """Return the folder that the names of hashed files begin with."""
    match = re.search(r"filename\s*:\s*['\"`]([\w-]+)/[^'\"`]*hash", text)
    return "/" + match.group(1) + "/" if match else "/"


def _assets_of(tool: Tool, text: str) -> list[str]:
    """Return where hashed files lie, in another folder where the settings name one: Vue CLI puts its own into that."""
    match = re.search(tool.assets_key + r"\s*:\s*['\"](?:\./)?([\w/-]+)['\"]", text) if tool.assets_key else None
    if match is None:
        return list(tool.assets)
    inner = "/" + match.group(1).strip("/") + "/"
    return [inner.rstrip("/") + one for one in tool.assets] if tool.name == "Vue CLI" else [inner]


def _describe_base(by: Building, found: Description) -> None:
    """Propose the path below which the page is deployed, or ask where its settings say several."""
    manifest = by.manifest
    place = Place(manifest.path, line_of(by.folder.read(manifest.path), r"--(base|base-href|public-url)\b"))
    told: list[tuple[Base, Place]] = [(Base(base_of_command(by.command)), place)]
    is_taken = by.tool.name != "Gatsby" or "--prefix-paths" in by.command  # which alone makes it count
    for path, text in by.settings() if is_taken else ():
        base = base_of_settings(text, by.tool.base)
        told += [(base, Place(path, text[: base.at].count("\n") + 1))] if base else []
    told += [(Base(one.base), one.place) for one in by.projects()[:1]]
    home = re.match(r"(?:https?://[^/]+)?(/[^?#]+)", str(manifest.values.get("homepage") or ""))
    if by.tool.name == "Create React App" and home:
        told.append((Base(home.group(1)), place_of(by.folder, manifest, "homepage")))
    for base, where in told:
        if base.path.strip("/"):
            path = base.path.rstrip("/") + "/"
            found.propose("nginx_conf_base_path", path, where, CERTAIN, "the page is built for that path")
        elif base.candidates and "nginx_conf_base_path" not in found.proposals:
            asks = "{0}: a condition decides for which path the page is built".format(where)
            found.ask("nginx_conf_base_path", asks, list(base.candidates))
