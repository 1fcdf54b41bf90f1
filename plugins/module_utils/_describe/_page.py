# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The proposals for a page and its nginx.conf, from all that its folder says; reads (private to the collection)."""

from __future__ import annotations

import posixpath
import re

from .._node_project._manifest import Manifest, read_manifest
from .._node_project._pnpm_settings import items
from .._node_project._workspaces import workspaces
from .._project._folder import Place
from ._bounded_folder import NO_APPLICATION, BoundedFolder
from ._description import CERTAIN, LIKELY, Description
from ._packages import line_of
from ._page_node import describe_node
from ._page_settings import Building, place_of, settings_of
from ._page_site import describe_site
from ._page_sources import describe_sources
from ._page_today import script_of_today
from ._page_tools import (
    Tool,
    folder_of_command,
    folder_of_script,
    tool_of,
)

_SCRIPTS = (
    "build",
    "build:prod",
    "build:production",
    "generate",
    "export",
    "build-storybook",
    "build:web",
    "docs:build",
)
_LOCKS = ("package-lock.json", "pnpm-lock.yaml", "yarn.lock")
_NO_BUILD = re.compile(r"(pre|post)?(start|dev|serve|test|lint|format|prepare|install|clean|watch|typecheck|preview)\b")
SERVERS_OF_NODE = ("express", "fastify", "koa", "@nestjs/core", "hono", "@hapi/hapi")
_BY_PACKAGE = {"@sveltejs/kit": "svelte-kit build", "@remix-run/dev": "react-router build"}


def describe_page(folder: BoundedFolder, path: str) -> Description | None:
    """Return what is proposed for the page in a folder, None where nothing builds one. Raises ImageError."""
    root = read_manifest(folder, ".")
    found = Description("page", path)
    members = _members(folder, root)
    manifest = members[0] if members else root
    today = script_of_today(folder, [*root.table("scripts")], found.notes) if manifest is root else None
    script = today[0] if today and not _NO_BUILD.match(today[0]) else _script_of(manifest)
    if not script:
        return _asking(folder, manifest, found)
    command = str(manifest.table("scripts")[script])[:4000]
    if not _is_page(manifest, command) or _is_library_of_vite(folder, manifest, command):
        return None
    if len(members) > 1:
        asks = "found several workspaces that are pages; one image holds one of them"
        found.ask("frontend_image_build_dir", asks, [one.folder for one in members])
    if not any(folder.has(name) for name in _LOCKS):
        asks = "found no lock file beside package.json, without which no two installs are the same: run npm install"
        if folder.has("bun.lock") or folder.has("bun.lockb"):
            asks = "Bun has no installer here, and no other lock is beside package.json: run npm install"
        found.ask("frontend_image_package_manager", asks, ["npm", "pnpm", "yarn"])
    if today and today[0] == script:
        found.propose("frontend_image_build_script", script, today[1], CERTAIN, "the script that builds it today")
    locks = [name for name in _LOCKS if folder.has(name)]
    if len(locks) > 1 and not root.values.get("packageManager"):
        asks = "found {0}, and nothing says which of them is kept: remove the others".format(" and ".join(locks))
        found.ask("frontend_image_package_manager", asks, ["npm", "pnpm", "yarn"])
    _describe_script(folder, root, manifest, script, found)
    _describe_tool(folder, manifest, command, found)
    describe_node(folder, root, found)
    describe_sources(folder, manifest.folder, found)
    return found


def _script_of(manifest: Manifest) -> str:
    """Return the script that builds: one of a usual name, else the only one whose name begins like these."""
    names = list(manifest.table("scripts"))
    others = [name for name in names if re.match(r"(build|bundle|generate)[:-]", name)]
    if "nuxt build" in str(manifest.table("scripts").get("build")) and "generate" in names:
        return "generate"
    return next((name for name in _SCRIPTS if name in names), others[0] if len(others) == 1 else "")


def _asking(folder: BoundedFolder, manifest: Manifest, found: Description) -> Description | None:
    """Return a description that asks for the script which builds, None where nothing looks like a page."""
    packages = {name for name, _range in manifest.wanted()}
    names = [name for name in manifest.table("scripts") if not _NO_BUILD.match(name)]
    if not names or manifest.values.get("main") or packages & {*SERVERS_OF_NODE} or not folder.is_folder("src"):
        return None
    found.ask("frontend_image_build_script", "found no script of a usual name that builds the page", names)
    found.ask("frontend_image_output_dir", "name the folder that it writes", ["dist", "build", "public", "out"])
    return found


def _members(folder: BoundedFolder, root: Manifest) -> list[Manifest]:
    """Return the workspaces that are pages: those with a tool that builds one."""
    settings = folder.read("pnpm-workspace.yaml") if folder.has("pnpm-workspace.yaml") else ""
    found = []
    for path in workspaces(folder, items(settings, "packages") or root.workspaces()):
        manifest = read_manifest(folder, path)
        scripts = manifest.table("scripts")
        commands = [str(scripts[name]) for name in _SCRIPTS if name in scripts]
        if any(tool_of(command) for command in commands) and not manifest.values.get("main"):
            found.append(manifest)
    return [one for one in found if one.folder.split("/")[0] not in NO_APPLICATION] or found


def _is_page(manifest: Manifest, command: str) -> bool:
    """Tell whether what is built is a page: no server of Node, and no package that others install."""
    packages = {name for name, _range in manifest.wanted()}
    if tool_of(command) and not {"rollup"} & {*command.split()[:1]}:
        return True
    is_library = bool(manifest.values.get("exports") or manifest.values.get("main")) and not manifest.values.get(
        "private"
    )
    return not is_library and not packages & {*SERVERS_OF_NODE}


def _is_library_of_vite(folder: BoundedFolder, manifest: Manifest, command: str) -> bool:
    """Tell whether Vite builds what others install, and no page."""
    tool = tool_of(command)
    if tool is None or tool.name != "Vite" or folder.has(posixpath.normpath(manifest.folder + "/index.html")):
        return False
    text = "".join(text for _path, text in settings_of(folder, manifest, tool))
    return bool(re.search(r"\blib\s*:\s*\{\s*(entry|name|formats|fileName)\b", text))


def _describe_script(
    folder: BoundedFolder, root: Manifest, manifest: Manifest, script: str, found: Description
) -> None:
    of_root = str(root.table("scripts").get("build") or "")
    if manifest.folder != "." and not of_root:
        place = place_of(folder, manifest, script)
        found.propose("frontend_image_build_dir", manifest.folder, place, LIKELY, "the workspace that is a page")
        found.propose("frontend_image_build_script", script, place, CERTAIN, "its script that builds")
    elif manifest.folder == ".":
        place = place_of(folder, manifest, script)
        found.propose("frontend_image_build_script", script, place, CERTAIN, "the script that builds")


def _describe_tool(folder: BoundedFolder, manifest: Manifest, command: str, found: Description) -> None:
    """Propose where the page is written to, and what nginx has to know of it."""
    packages = {name for name, _range in manifest.wanted()}
    command = next((other for name, other in _BY_PACKAGE.items() if name in packages), command)
    tool = tool_of(command) or _tool_of_script(folder, manifest, command)
    script = str(manifest.path)
    place = Place(script, line_of(folder.read(script), r"\bbuild|generate"))
    output, where = folder_of_command(command), place
    if tool is None or not output:
        output, where = _folder_of_settings(folder, manifest, tool, command, place) if not output else (output, place)
    if not output and tool is None:
        asks = "found no tool that is known in {0!r}: name the folder that it writes".format(command[:80])
        found.ask("frontend_image_output_dir", asks, ["dist", "build", "public", "out"])
        return
    inner = posixpath.normpath(posixpath.join(manifest.folder, output or (tool.folder if tool else "dist")))
    if inner.startswith(".."):
        asks = "{0}: the page is written to {1}, outside of its folder, where no build finds it; let it write inside"
        found.ask("frontend_image_output_dir", asks.format(where, inner), [tool.folder if tool else "dist"])
        return
    sure = CERTAIN if tool else LIKELY
    found.propose("frontend_image_output_dir", inner, where, sure, tool.name if tool else "its script")
    if tool is not None:
        describe_site(Building(folder, manifest, tool, command), place, found)
    elif _has_many_pages(folder, manifest):
        found.propose("nginx_conf_pages", "many", place, LIKELY, "the site has a page for what is missing")


def _tool_of_script(folder: BoundedFolder, manifest: Manifest, command: str) -> Tool | None:
    return None if re.match(r"\s*(node|cp|tsx|deno)\b", command) else _tool_by_settings(folder, manifest)


def _tool_by_settings(folder: BoundedFolder, manifest: Manifest) -> Tool | None:
    for name in folder.names(manifest.folder):
        for word in ("next", "nuxt", "astro", "gatsby", "docusaurus", "vite"):
            if re.match(word + r"[.-]config\.\w+\Z", name):
                return tool_of(word + " build")
    return None


def _folder_of_settings(
    folder: BoundedFolder, manifest: Manifest, tool: Tool | None, command: str, place: Place
) -> tuple[str, Place]:
    """Return the folder that the settings of a tool name, or a script of the team's own, and where."""
    if tool is not None:
        found = Building(folder, manifest, tool, command).written()
        if found is not None:
            return found
    script = re.search(r"\bnode\s+(?:\./)?([\w./-]+\.[cm]?js)\b", command)
    named = posixpath.normpath(posixpath.join(manifest.folder, script.group(1))) if script else ""
    if named and folder.has(named):
        return folder_of_script(folder.read(named)), Place(named)
    return "", place


def _has_many_pages(folder: BoundedFolder, manifest: Manifest) -> bool:
    copied = [
        posixpath.normpath(posixpath.join(manifest.folder, name))
        for name in ("site", "src/public", "public", "src", ".")
    ]
    return any(folder.has(path + "/404.html") for path in copied)
