"""What the source of a page is installed from."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._node_project._node_project import (
    OWN_SCRIPTS,
    find,
    refuse_scripts_of_others,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._project._folder import Folder

Project = Callable[[Mapping[str, str]], Folder]


def files(package: dict[str, Any], **more: str) -> dict[str, str]:
    return {"package.json": json.dumps(package), **more}


def test_a_page_of_one_package(project: Project) -> None:
    folder = project(
        {**files({"scripts": {"build": "vite build"}}), "package-lock.json": "{}", "libs/package.json": "{}"}
    )
    found = find(folder, "auto", OWN_SCRIPTS).to_json()
    assert found == {
        "manager": "npm", "version": "", "files": ["package.json", "package-lock.json"], "packages": ["."],
        "copies": [["package.json", "package-lock.json", "./"]], "own_scripts": [], "built": [],
        "npmrc": "", "npmrc_has_secrets": False, "inline_code": [],
    }  # fmt: skip


def test_workspaces_of_npm_with_what_they_name(project: Project) -> None:
    folder = project(
        {
            **files({"workspaces": ["apps/*", "packages/*"], "scripts": {"postinstall": "x", "prepare": "husky"}}),
            "package-lock.json": "{}",
            "apps/web/package.json": json.dumps(
                {"name": "web", "dependencies": {"ui": "*", "x": "file:../../vendor/x.tgz", "y": "file:../../libs/y"},
                 "scripts": {"prepare": "generate"}}
            ),
            "packages/ui/package.json": json.dumps({"name": "ui", "scripts": {"prepare": "tsc"}}),
            "vendor/x.tgz": "", "libs/y/package.json": json.dumps({"dependencies": {"z": "file:z"}}),
            "libs/y/z/package.json": "{}",
        }
    )  # fmt: skip
    found = find(folder, "auto", ("postinstall", "prepare"))
    assert found.files == [
        "package.json", "package-lock.json", "apps/web/package.json", "packages/ui/package.json",
        "vendor/x.tgz", "libs/y/package.json", "libs/y/z/package.json",
    ]  # fmt: skip
    assert [(own["folder"], own["script"]) for own in found.own_scripts] == [
        ("packages/ui", "prepare"), ("apps/web", "prepare"), (".", "postinstall"),
    ]  # fmt: skip


def test_pnpm_with_settings_and_patches(project: Project) -> None:
    settings = (
        "packages: ['apps/*']\nonlyBuiltDependencies:\n  - esbuild\npatchedDependencies:\n  a@1: patches/a.patch\n"
    )
    said = {"packageManager": "pnpm@9.1.0+sha512.ab", "pnpm": {"patchedDependencies": {"b@1": "patches/b.patch"},
            "onlyBuiltDependencies": ["sharp"]}, "dependencies": {"c": "file:./c"}}  # fmt: skip
    folder = project(
        {**files(said), "pnpm-lock.yaml": "", "yarn.lock": "", "pnpm-workspace.yaml": settings, ".pnpmfile.cjs": "",
         "patches/a.patch": "", "patches/b.patch": "", "apps/web/package.json": "{}", "c/package.json": "{}"}
    )  # fmt: skip
    found = find(folder, "auto", ())
    assert (found.manager, found.version, found.built) == ("pnpm", "9.1.0", ["esbuild", "sharp"])
    assert found.files == [
        "package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml", ".pnpmfile.cjs", "patches/a.patch",
        "apps/web/package.json", "patches/b.patch", "c/",
    ]  # fmt: skip


def test_yarn_of_both_kinds(project: Project) -> None:
    said = {
        "packageManager": "yarn@4.5.0",
        "resolutions": {"a": "patch:a@npm%3A5.1.5#~/.yarn/patches/a-npm-5.1.5-0.patch"},
        "dependencies": {"b": "patch:b@npm%3A1.0.0#./patches/b.patch", "c": "portal:./c"},
        "dependenciesMeta": {"sharp": {"built": True}, "esbuild": {"built": False}},
    }
    folder = project(
        {**files(said), "yarn.lock": "__metadata:\n  version: 8\n", ".yarnrc.yml": "", ".yarnrc": "",
         "c/package.json": "{}",
         ".yarn/patches/a-npm-5.1.5-0.patch": "", "patches/b.patch": "", ".yarn/releases/yarn-4.5.0.cjs": ""}
    )  # fmt: skip
    found = find(folder, "yarn", ())
    assert (found.manager, found.version, found.built) == ("berry", "4.5.0", ["sharp"])
    assert found.files == [
        "package.json", "yarn.lock", ".yarnrc.yml", ".yarn/releases/", ".yarn/patches/", "patches/b.patch",
        "c/package.json",
    ]  # fmt: skip
    refuse_scripts_of_others(found, ["sharp"])
    with pytest.raises(
        ImageError, match=r"^frontend_image_scripts_of: found esbuild, x, expected none with Yarn from 2"
    ):
        refuse_scripts_of_others(found, ["sharp", "esbuild", "x"])
    project({"yarn.lock": "# yarn lockfile v1\n"})
    found = find(folder, "auto", ())
    assert found.manager == "yarn"
    refuse_scripts_of_others(found, ["x"])


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ("file:x.tgz", r"^package.json: found no 'x.tgz' in the source"),
        ("file:../x", r"^package.json: found '../x', which is outside of the source"),
    ],
)
def test_what_is_not_in_the_source(project: Project, wanted: str, told: str) -> None:
    folder = project({**files({"dependencies": {"x": wanted}}), "package-lock.json": "{}"})
    with pytest.raises(ImageError, match=told):
        find(folder, "auto", ())


def test_no_lock_file(project: Project) -> None:
    with pytest.raises(ImageError, match="found no lock file, expected one of"):
        find(project(files({})), "auto", ())


def test_settings_with_and_without_secrets(project: Project) -> None:
    lines = "@shop:registry=https://npm.example/\n//npm.example/:_authToken=abc\n"
    folder = project({**files({}), "package-lock.json": "{}", ".npmrc": lines})
    found = find(folder, "auto", ())
    assert (found.npmrc, found.npmrc_has_secrets) == ("@shop:registry=https://npm.example/", True)
    assert ".npmrc" not in found.files
    folder = project({".npmrc": lines.replace("abc", "${TOKEN}")})
    with pytest.raises(ImageError, match="TOKEN"):
        find(folder, "auto", ())
    found = find(folder, "auto", (), ["TOKEN"])
    assert (found.npmrc.count("\n"), found.npmrc_has_secrets) == (1, False)
