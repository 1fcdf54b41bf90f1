"""What nginx has to know of a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._bounded_folder import BoundedFolder
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._description import Description
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._page_settings import Building
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._page_site import describe_site
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._page_tools import tool_of
from ansible_collections.sovd.prod_images.plugins.module_utils._node_project._manifest import read_manifest
from ansible_collections.sovd.prod_images.plugins.module_utils._project._folder import Folder, Place

Project = Callable[[Mapping[str, str]], Folder]
TWO_PAGES = "build: {rollupOptions: {input: {a: 'index.html', b: 'admin/index.html'}}}"
STATIC = "import adapter from '@sveltejs/adapter-static'\n"


def described(project: Project, command: str, files: Mapping[str, str]) -> Description:
    folder = BoundedFolder(project({"package.json": "{}", **files}).path)
    tool, found = tool_of(command), Description("page", ".")
    assert tool is not None
    describe_site(Building(folder, read_manifest(folder, "."), tool, command), Place("package.json"), found)
    return found


@pytest.mark.parametrize(
    ("command", "files", "variables"),
    [
        ("vite build", {"vite.config.ts": "assetsDir: 'static'"}, {"nginx_conf_assets_location": "/static/"}),
        ("vite build", {"vite.config.ts": TWO_PAGES}, {"nginx_conf_pages": "many"}),
        ("vite build --base=/ui/", {"vite.config.ts": "base: '/other/'"}, {"nginx_conf_base_path": "/ui/"}),
        (
            "vue-cli-service build",
            {"vue.config.js": "assetsDir: 'static',\npublicPath: process.env.NODE_ENV === 'production' ? '/a/' : '/'"},
            {
                "nginx_conf_assets_location": "/static/js/",
                "nginx_conf_assets_locations": ["/static/css/", "/static/img/", "/static/fonts/"],
                "nginx_conf_base_path": "/a/",
            },
        ),
        ("gatsby build", {"gatsby-config.js": "pathPrefix: '/blog'"}, {"nginx_conf_base_path": None}),
        (
            "gatsby build --prefix-paths",
            {"gatsby-config.js": "pathPrefix: '/blog'"},
            {"nginx_conf_base_path": "/blog/"},
        ),
        ("svelte-kit build", {"svelte.config.js": STATIC + "paths: {base: '/app'}"}, {"nginx_conf_base_path": "/app/"}),
    ],
)
def test_proposals(project: Project, command: str, files: Mapping[str, str], variables: dict[str, Any]) -> None:
    found = described(project, command, files)
    got = found.to_json()["variables"]
    assert ({name: got.get(name) for name in variables}, found.questions) == (variables, {})


@pytest.mark.parametrize(
    ("command", "files", "variable", "said"),
    [
        ("vite build", {"vite.config.ts": "base: x ? '/a/' : '/'"}, "nginx_conf_base_path", "a condition decides"),
        ("nuxt build", {}, "frontend_image_build_script", "nuxt build writes a server"),
        ("next build", {"next.config.js": "output: env ? 'export' : x"}, "frontend_image_output_dir", "Next renders"),
        ("svelte-kit build", {"svelte.config.js": STATIC + "fallback: '200.html'"}, "nginx_conf_pages", "fall back"),
        (
            "vite build",
            {"package.json": '{"dependencies": {"@tanstack/react-start": "1"}}'},
            "frontend_image_output_dir",
            "renders on a server",
        ),
        (
            "ng build",
            {"angular.json": '{"projects": {"a": {"architect": {"build": {"options": {"ssr": true}}}}}}'},
            "frontend_image_output_dir",
            "Angular renders",
        ),
    ],
)
def test_questions(project: Project, command: str, files: Mapping[str, str], variable: str, said: str) -> None:
    found = described(project, command, files)
    assert [*found.questions] == [variable]
    assert said in found.questions[variable]["asks"]
