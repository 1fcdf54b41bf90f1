"""Applications of angular.json."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._bounded_folder import BoundedFolder
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._page_angular import projects_of_angular
from ansible_collections.sovd.prod_images.plugins.module_utils._project._folder import Folder

Project = Callable[[Mapping[str, str]], Folder]


def built(builder: str, **options: Any) -> dict[str, Any]:
    return {"projectType": "application", "architect": {"build": {"builder": builder, "options": options}}}


LIBRARY = {"projectType": "library", "architect": {"build": {"builder": "x:ng-packagr"}}}
SHOP = built("x:application", outputPath="dist/shop")


@pytest.mark.parametrize(
    ("values", "command", "folders"),
    [
        ({"projects": {"lib": LIBRARY, "shop": SHOP}}, "ng build", ["dist/shop/browser"]),
        ({"projects": {"shop": built("x:browser", outputPath="www")}}, "ng build", ["www"]),
        ({"projects": {"shop": built("x:application")}}, "ng build", ["dist/shop/browser"]),
        (
            {"projects": {"shop": built("x:application", outputPath={"base": "out", "browser": ""})}},
            "ng build",
            ["out"],
        ),
        ({"projects": {"shop": SHOP, "admin": built("x:browser")}}, "ng build", ["dist/shop/browser", "dist/admin"]),
        ({"projects": {"shop": SHOP, "admin": built("x:browser")}}, "ng build admin --prod", ["dist/admin"]),
        (
            {"defaultProject": "admin", "projects": {"shop": SHOP, "admin": built("x:browser")}},
            "ng build --prod",
            ["dist/admin"],
        ),
        ({}, "ng build", []),
    ],
)
def test_folders(project: Project, values: dict[str, Any], command: str, folders: list[str]) -> None:
    folder = BoundedFolder(project({"angular.json": json.dumps(values)}).path)
    assert [one.folder for one in projects_of_angular(folder, "angular.json", command)] == folders


@pytest.mark.parametrize(
    ("options", "base", "renders"),
    [
        ({}, "", False),
        ({"baseHref": "/shop/"}, "/shop/", False),
        ({"ssr": {"entry": "server.ts"}}, "", True),
        ({"ssr": True, "outputMode": "static"}, "", False),
        ({"outputMode": "server"}, "", True),
    ],
)
def test_options(project: Project, options: dict[str, Any], base: str, renders: bool) -> None:
    text = json.dumps({"projects": {"shop": built("x:application", **options)}})
    (found,) = projects_of_angular(BoundedFolder(project({"angular.json": text}).path), "angular.json", "ng build")
    assert (found.base, found.renders) == (base, renders)


@pytest.mark.parametrize("text", ["{", "[" * 100000, '{"projects": []}'])
def test_broken(project: Project, text: str) -> None:
    with pytest.raises(ImageError, match=r"angular\.json: found no JSON of Angular"):
        projects_of_angular(BoundedFolder(project({"angular.json": text}).path), "angular.json", "ng build")


@pytest.mark.parametrize("text", ["[]", "3", "null"])
def test_json_of_something_else_names_no_project(project: Project, text: str) -> None:
    assert projects_of_angular(BoundedFolder(project({"angular.json": text}).path), "angular.json", "ng build") == []
