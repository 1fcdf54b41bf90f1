# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What shows that the pages of a project will hold scripts or styles of their own (private); reads."""

from __future__ import annotations

import os
import re
from typing import Iterable, Iterator

from .._project._folder import Folder
from ._manifest import Manifest

# What writes such scripts or styles into the pages that it builds.
_GENERATORS = frozenset(
    (
        "@11ty/eleventy",
        "@angular-devkit/build-angular",
        "@angular/build",
        "@builder.io/qwik-city",
        "@docusaurus/core",
        "@react-router/dev",
        "@remix-run/dev",
        "@sveltejs/kit",
        "@tanstack/react-start",
        "@vitejs/plugin-legacy",
        "astro",
        "gatsby",
        "next",
        "nuxt",
        "react-scripts",
        "solid-start",
        "vike",
        "vite-plugin-singlefile",
        "vitepress",
        "vuepress",
    )
)
_PAGES = ("public", "src", "static", "app", "pages")
_INLINE = re.compile(
    r"<style[\s>]|<script(?![^>]*\ssrc\s*=)(?![^>]*\stype\s*=\s*[\"']?[a-z]+/(?:ld\+)?json)[\s>]"
    r"|<[a-z][^>]*\s(?:style|on[a-z]+)\s*=",
    re.IGNORECASE,
)
_COMMENT = re.compile("<!--.*?-->", re.DOTALL)


def inline_code(folder: Folder, manifests: Iterable[Manifest]) -> list[str]:
    """Return generators of pages and pages of the source that put code into pages."""
    found: list[str] = []
    for manifest in manifests:
        found += [name for name, _wanted in manifest.wanted() if name in _GENERATORS]
        found += [
            path for path in _pages(folder, manifest.folder) if _INLINE.search(_COMMENT.sub("", folder.read(path)))
        ]
    return list(dict.fromkeys(found))


def _pages(folder: Folder, package: str) -> Iterator[str]:
    """Yield the pages of a package: at its top, and where tools look for them."""
    prefix = "" if package == "." else package + "/"
    yield from (prefix + name for name in folder.names(package) if name.endswith(".html"))
    for name in _PAGES:
        for place, folders, files in os.walk(os.path.join(folder.path, package, name)):
            folders[:] = sorted(one for one in folders if one != "node_modules")
            below = os.path.relpath(place, folder.path).replace(os.sep, "/")
            yield from ("{0}/{1}".format(below, one) for one in sorted(files) if one.endswith(".html"))
