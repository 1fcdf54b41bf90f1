# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tools that build pages: where they write, which folders have hashed names, one page or many; no I/O (private)."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Tool:
    """A tool by the pattern of its command: output folder, where hashed files lie, and whether it writes many pages.

    `settings` is a pattern of the names of its files, `output` one of what they say of the folder, `base` one of the
    key of the path below which the page is deployed, and `assets_key` one of the key of the folder of hashed files.
    """

    name: str
    command: str
    folder: str
    assets: tuple[str, ...] = ("/assets/",)
    pages: str = "one"
    settings: str = ""
    output: str = ""
    base: str = ""
    assets_key: str = ""


_BASE = r"\bbase"
_QUOTED = r"\s*[:=]\s*(?:path\.(?:resolve|join)\(\s*__dirname\s*,\s*|[`'\"]?\$\{__dirname\}/)?['\"`]?(?:\./)?([\w./-]+)"
# From the most special to the most general: a command of Nuxt may also say vite.
TOOLS = (
    Tool("Next", r"\bnext build\b", "out", ("/_next/static/",), "many", r"next\.config\.\w+", r"distDir" + _QUOTED,
         r"\bbasePath"),
    Tool("Nuxt", r"\bnux[ti] (generate|build)\b", ".output/public", ("/_nuxt/",), "many", r"nuxt\.config\.\w+", "",
         r"\bbaseURL"),
    Tool("Astro", r"\bastro build\b", "dist", ("/_astro/",), "many", r"astro\.config\.\w+", r"outDir" + _QUOTED, _BASE,
         r"\bassets"),
    Tool("Gatsby", r"\bgatsby build\b", "public", ("/static/",), "many", r"gatsby-config\.\w+", "",
         r"\bpathPrefix"),
    Tool("Docusaurus", r"\bdocusaurus build\b", "build", pages="many", settings=r"docusaurus\.config\.\w+",
         base=r"\bbaseUrl"),
    Tool("VitePress", r"\bvitepress build\b", ".vitepress/dist", pages="many"),
    Tool("Eleventy", r"\beleventy\b", "_site", pages="many", settings=r"(\.eleventy|eleventy\.config)\.\w+",
         output=r"output" + _QUOTED),
    Tool("Storybook", r"\b(storybook build|build-storybook)\b", "storybook-static"),
    Tool("Angular", r"\bng build\b", "dist"),
    Tool("Create React App", r"\b(react-scripts|craco|react-app-rewired) build\b", "build", ("/static/",)),
    Tool("Vue CLI", r"\bvue-cli-service build\b", "dist", ("/js/", "/css/", "/img/", "/fonts/"), "one",
         r"vue\.config\.\w+", r"outputDir" + _QUOTED, r"\bpublicPath", r"\bassetsDir"),
    Tool("React Router", r"\breact-router build\b", "build/client", settings=r"(react-router|vite)\.config\.\w+"),
    Tool("SvelteKit", r"\bsvelte-kit build\b", "build", ("/_app/immutable/",), "many", r"svelte\.config\.\w+",
         r"\bpages" + _QUOTED, _BASE),
    Tool("Expo", r"\bexpo export\b", "dist", ("/_expo/static/",)),
    Tool("Parcel", r"\bparcel build\b", "dist", ("/",)),
    Tool("Rsbuild", r"\brsbuild build\b", "dist", ("/static/",)),
    Tool("Vite", r"\bvite(-ssg|-react-ssg)? build\b|\bvite-ssg\b", "dist", ("/assets/",), "one", r"vite\.config\.\w+",
         r"outDir" + _QUOTED, _BASE, r"\bassetsDir"),
    Tool("webpack", r"\bwebpack\b", "dist", ("/",), "one", r"webpack\.(config|prod)[\w.]*",
         r"\boutput\s*:\s*\{[^}]{0,2000}?\bpath" + _QUOTED),
    Tool("Rollup", r"\brollup\b", "dist", ("/",), "one", r"rollup\.config\.\w+", r"\bdir" + _QUOTED),
    Tool("esbuild", r"\besbuild\b", "dist"),
)  # fmt: skip
# Settings by which a tool renders pages on a server, and what makes it write files instead.
RENDERS = {
    "Astro": (r"output\s*:\s*['\"](server|hybrid)['\"]", "output: 'static'"),
    "SvelteKit": (r"adapter-(?!static)\w+", "@sveltejs/adapter-static"),
    "React Router": (r"\A(?![\s\S]{0,20000}ssr\s*:\s*false)", "ssr: false in react-router.config"),
    "Next": (r"\A(?![\s\S]{0,20000}\boutput\s*[:=]\s*['\"]export['\"])", "output: 'export' in next.config"),
}
# Packages that render pages on a server, however these are built, and what makes files of them.
RENDERING = {
    "@tanstack/react-start": "prerender, or a tool that writes files",
    "@tanstack/solid-start": "prerender, or a tool that writes files",
    "@tanstack/start": "prerender, or a tool that writes files",
    "@builder.io/qwik-city": "the static adapter of Qwik City",
    "@qwik.dev/router": "the static adapter of Qwik",
    "@solidjs/start": "the preset static",
    "@analogjs/platform": "static: true",
}
# What tools put into their pages while these run, always the same: hashes of styles, which a policy lets through.
EXTRA_POLICIES = {
    "Storybook": {"frame-src": ["'self'"]},
    "VitePress": {"style-src": ["'sha256-skqujXORqzxt1aE0NNXxujEanPTX6raoqSscTV/Ww/Y='"]},
    "SvelteKit": {"style-src": ["'unsafe-hashes'", "'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='"]},
}
# The styles of components are put into the page while it runs, and a hash beside it would take 'unsafe-inline' away.
POLICIES = {
    "Angular": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'self'"],
    },
}
_OPTION = re.compile(
    r"(?:--outDir|--out-dir|--dist-dir|--output-path|--outdir|--dest|-o)[=\s]+['\"]?(?:\./)?([\w./-]+)"
)
_OF_CREATE_REACT_APP = re.compile(r"\bBUILD_PATH=['\"]?(?:\./)?([\w./-]+)")
_COPY = re.compile(r"\bcp\s+(?:-\w+\s+)*\S+\s+(?:\./)?([\w.-]+)/?\s*(?:$|&&|;)")
_PAGE = re.compile(r"writeFile(?:Sync)?\(\s*['\"`](?:\./)?([\w./-]+)/index\.html['\"`]")
_OF_SCRIPT = re.compile(
    r"(?:outdir|outDir|dist|out)\s*[:=]\s*['\"`](?:\./)?([\w.-]+)|"
    r"(?:cpSync|writeFileSync|mkdirSync|cp|copy)\([^)]{0,200}?['\"`](?:\./)?(dist|www|build|out|public|_site|[\w-]*-static)[/'\"`]"
)


def tool_of(command: str) -> Tool | None:
    """Return the tool that a command of package.json runs."""
    return next((tool for tool in TOOLS if re.search(tool.command, command)), None)


def folder_of_command(command: str) -> str:
    """Return the folder that a command says that it writes to, empty where it says none."""
    manual = re.search(r"\bvitepress build\s+(?:\./)?([\w./-]+)", command)
    if manual:
        return manual.group(1).rstrip("/") + "/.vitepress/dist"
    match = _OPTION.search(command) or _OF_CREATE_REACT_APP.search(command) or _COPY.search(command)
    return match.group(1).rstrip("/").split("/assets")[0] if match else ""


def folder_of_script(text: str) -> str:
    """Return the folder that a script of the team's own writes to, empty where that cannot be read."""
    page = _PAGE.search(text)
    if page:
        return page.group(1)
    found = [first or other for first, other in _OF_SCRIPT.findall(text)]
    found = [one for one in found if one not in ("src", "public")] or found
    return found[0] if found else ""
