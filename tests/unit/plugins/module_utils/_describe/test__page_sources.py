"""Sources of a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._describe import _bounded_folder
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._bounded_folder import BoundedFolder
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._description import LIKELY, Description
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._page_sources import (
    describe_sources,
    proxies_of,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._project._folder import Folder, Place

Project = Callable[[Mapping[str, str]], Folder]
VITE = "export default {server: {proxy: {\n'/api': 'http://localhost:8000',\n'/socket.io': {target: 'ws://x'},\n}}};\n"


def test_policy_and_names(project: Project) -> None:
    files = {
        "src/a.js": "x();\nWebAssembly.instantiate(a); import.meta.env.VITE_TITLE; import.meta.env.VITE_API_BASE_URL",
        "src/b.vue": "<video src='/a.mp4'>",
        "index.html": "<iframe src='https://other.example/'>",
    }
    found = Description("page", ".")
    describe_sources(BoundedFolder(project(files).path), ".", found)
    proposal = found.proposals["nginx_conf_extra_csp"]
    assert proposal.value == {"script-src": ["'wasm-unsafe-eval'"], "media-src": ["'self'"]}
    assert str(proposal.place) == "src/a.js:2"
    assert {name: str(place) for name, place in found.environment.items()} == {"VITE_TITLE": "src/a.js:2"}


def test_what_the_tool_needs_is_kept(project: Project) -> None:
    found = Description("page", ".")
    found.propose("nginx_conf_extra_csp", {"frame-src": ["'self'"]}, Place("package.json", 3), LIKELY, "frames")
    describe_sources(BoundedFolder(project({"src/a.js": "<audio src='x'>"}).path), ".", found)
    told = found.proposals["nginx_conf_extra_csp"]
    assert (told.value, str(told.place)) == ({"frame-src": ["'self'"], "media-src": ["'self'"]}, "package.json:3")


def test_too_many_sources_are_told_of(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_bounded_folder, "_MOST_FILES", 0)
    found = Description("page", ".")
    describe_sources(BoundedFolder(project({"src/a.js": "x()"}).path), ".", found)
    assert "found more than 0 files of code" in found.notes[0]


def test_nothing_to_propose(project: Project) -> None:
    found = Description("page", ".")
    describe_sources(BoundedFolder(project({"src/a.js": "x()"}).path), ".", found)
    assert found.proposals == {}


def test_proxies(project: Project) -> None:
    folder = BoundedFolder(project({"vite.config.ts": VITE}).path)
    assert [(one, str(place)) for one, place in proxies_of(folder, ".")] == [
        ("/api", "vite.config.ts:2"),
        ("/socket.io", "vite.config.ts:3"),
    ]


def test_environment_files_are_told_of_and_no_value_is_kept(project: Project) -> None:
    files = {
        "apps/web/.env": "VITE_URL=https://hunter2\nSECRET=hunter2\n",
        "apps/web/.env.example": "VITE_KEY=\nVITE_API_BASE_URL=\n",
    }
    found = Description("page", ".")
    describe_sources(BoundedFolder(project(files).path), "apps/web", found)
    assert {name: str(place) for name, place in found.environment.items()} == {
        "VITE_URL": "apps/web/.env:1",
        "VITE_KEY": "apps/web/.env.example:1",
    }
    assert found.notes == [
        "apps/web/.env:1: sets VITE_URL for the page, and no build gets that file; set it in frontend_image_build_env"
    ]
    assert "hunter2" not in repr(found)
