"""Proposals for a page."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._bounded_folder import BoundedFolder
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._page import describe_page
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._page_tools import POLICIES
from ansible_collections.sovd.prod_images.plugins.module_utils._project._folder import Folder

Project = Callable[[Mapping[str, str]], Folder]
ANGULAR = {
    "projects": {"shop": {"architect": {"build": {"builder": "x:application", "options": {"outputPath": "dist/shop"}}}}}
}


def manifest(build: str, **more: Any) -> str:
    return json.dumps({"private": True, "scripts": {"build": build}, **more})


@pytest.mark.parametrize(
    ("files", "variables"),
    [
        ({"package.json": manifest("vite build")}, {}),
        (
            {
                "package.json": manifest("vite build"),
                "vite.config.ts": "export default {\n base: '/shop',\n build: {outDir: 'out'}}",
            },
            {"frontend_image_output_dir": "out", "nginx_conf_base_path": "/shop/"},
        ),
        (
            {"package.json": manifest("react-scripts build", homepage="https://shop.example/spa")},
            {
                "frontend_image_output_dir": "build",
                "nginx_conf_assets_location": "/static/",
                "nginx_conf_base_path": "/spa/",
            },
        ),
        (
            {"package.json": manifest("ng build"), "angular.json": json.dumps(ANGULAR)},
            {"frontend_image_output_dir": "dist/shop/browser", "nginx_conf_csp": POLICIES["Angular"]},
        ),
        (
            {"package.json": manifest("next build"), "next.config.mjs": "export default {output: 'export'}"},
            {
                "frontend_image_output_dir": "out",
                "nginx_conf_pages": "many",
                "nginx_conf_assets_location": "/_next/static/",
            },
        ),
        (
            {"package.json": manifest("astro build"), ".nvmrc": "v22.1\n"},
            {
                "nginx_conf_pages": "many",
                "nginx_conf_assets_location": "/_astro/",
                "frontend_image_node_image": "node:22-alpine",
            },
        ),
        (
            {"package.json": manifest("vite build", engines={"node": ">=22"})},
            {"frontend_image_node_image": "node:22-alpine"},
        ),
        ({"package.json": manifest("vite build", engines={"node": "^18 || ^20"})}, {}),
        (
            {"package.json": manifest("vue-cli-service build")},
            {"nginx_conf_assets_location": "/js/", "nginx_conf_assets_locations": ["/css/", "/img/", "/fonts/"]},
        ),
        (
            {"package.json": json.dumps({"private": True, "scripts": {"generate": "nuxt generate"}})},
            {
                "frontend_image_build_script": "generate",
                "frontend_image_output_dir": ".output/public",
                "nginx_conf_assets_location": "/_nuxt/",
                "nginx_conf_pages": "many",
            },
        ),
    ],
)
def test_proposals(project: Project, files: Mapping[str, str], variables: dict[str, Any]) -> None:
    found = describe_page(BoundedFolder(project({**files, "package-lock.json": "{}"}).path), ".")
    assert found is not None
    assert found.to_json()["variables"] == variables
    assert found.questions == {}


@pytest.mark.parametrize(
    ("files", "variable"),
    [
        ({"package.json": manifest("vite build")}, "frontend_image_package_manager"),
        (
            {"package.json": manifest("vite build"), "yarn.lock": "", "package-lock.json": "{}"},
            "frontend_image_package_manager",
        ),
        ({"package.json": manifest("node x.js"), "yarn.lock": ""}, "frontend_image_output_dir"),
        ({"package.json": manifest("next build"), "yarn.lock": ""}, "frontend_image_output_dir"),
        ({"package.json": '{"scripts": {"pack": "x", "test": "y"}}', "src/a.js": ""}, "frontend_image_build_script"),
        (
            {
                "package.json": '{"workspaces": ["apps/*"]}',
                "yarn.lock": "",
                "apps/a/package.json": manifest("vite build"),
                "apps/b/package.json": manifest("vite build"),
            },
            "frontend_image_build_dir",
        ),
    ],
)
def test_questions(project: Project, files: Mapping[str, str], variable: str) -> None:
    found = describe_page(BoundedFolder(project(files).path), ".")
    assert found is not None
    assert next(iter(found.questions)) == variable


@pytest.mark.parametrize(
    "text",
    [
        '{"scripts": {"test": "x"}}',
        '{"scripts": {"build": "tsc"}, "main": "lib.js"}',
        '{"private": true, "scripts": {"build": "tsc"}, "dependencies": {"express": "4"}}',
    ],
)
def test_no_page(project: Project, text: str) -> None:
    assert describe_page(BoundedFolder(project({"package.json": text}).path), ".") is None


def test_broken(project: Project) -> None:
    files = {"package.json": manifest("ng build"), "angular.json": "{", "yarn.lock": ""}
    with pytest.raises(ImageError, match=r"angular\.json: found no JSON of Angular"):
        describe_page(BoundedFolder(project(files).path), ".")


def test_an_example_beside_the_page_is_no_page(project: Project) -> None:
    files = {
        "package.json": '{"workspaces": ["apps/*", "examples/*"]}',
        "yarn.lock": "",
        "apps/a/package.json": manifest("vite build"),
        "examples/b/package.json": manifest("next build"),
    }
    found = describe_page(BoundedFolder(project(files).path), ".")
    assert found is not None
    assert (found.value("frontend_image_build_dir"), found.questions) == ("apps/a", {})


@pytest.mark.parametrize(
    ("files", "variable", "said"),
    [
        ({"bun.lock": ""}, "frontend_image_package_manager", "Bun has no installer here"),
        (
            {"yarn.lock": "", "vite.config.ts": "export default {build: {outDir: '../static'}}\n"},
            "frontend_image_output_dir",
            "vite.config.ts:1: the page is written to ../static, outside of its folder",
        ),
    ],
)
def test_what_questions_say(project: Project, files: Mapping[str, str], variable: str, said: str) -> None:
    found = describe_page(BoundedFolder(project({**files, "package.json": manifest("vite build")}).path), ".")
    assert found is not None
    assert found.questions[variable]["asks"].startswith(said)
