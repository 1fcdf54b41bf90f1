"""One package.json."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._node_project._manifest import Manifest, read_manifest
from ansible_collections.sovd.prod_images.plugins.module_utils._project._folder import Folder

Project = Callable[[Mapping[str, str]], Folder]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("pnpm@9.12.0", ("pnpm", "9.12.0")),
        ("yarn@4.5.1+sha512.abc", ("yarn", "4.5.1")),
        ("yarn@4.0.0-rc.50", ("yarn", "4.0.0-rc.50")),
        ("npm@latest", ("", "")), ("", ("", "")), (None, ("", "")),
    ],
)  # fmt: skip
def test_the_package_manager(said: object, found: tuple[str, str]) -> None:
    assert Manifest(".", {"packageManager": said}).package_manager() == found


@pytest.mark.parametrize(
    ("script", "runs"),
    [
        ("patch-package", True), ("husky", False), ("husky install", False), ("npx lefthook install", False),
        ("is-ci || husky install", True), ("husky && npm run generate", True), ("svelte-kit sync || echo ''", True),
    ],
)  # fmt: skip
def test_scripts_that_only_set_up_hooks_of_git_are_left_out(script: str, runs: bool) -> None:
    manifest = Manifest(".", {"scripts": {"prepare": script, "build": "x"}})
    assert manifest.scripts(("postinstall", "prepare")) == (["prepare"] if runs else [])


@pytest.mark.parametrize(
    ("said", "found"), [(["a/*"], ["a/*"]), ({"packages": ["b"], "nohoist": ["c"]}, ["b"]), (None, []), ([1], [])]
)
def test_patterns_of_workspaces(said: object, found: list[str]) -> None:
    assert Manifest(".", {"workspaces": said}).workspaces() == found


def test_what_it_asks_for() -> None:
    manifest = Manifest(
        "a", {"dependencies": {"x": "1"}, "devDependencies": {"y": "file:y"}, "peerDependencies": {"z": "1"}}
    )
    assert list(manifest.wanted()) == [("x", "1"), ("y", "file:y")]
    assert manifest.path == "a/package.json"
    assert Manifest(".", {}).path == "package.json"


def test_a_file_that_npm_does_not_read(project: Project) -> None:
    folder = project({"package.json": "{", "a/package.json": "[]", "b/package.json": json.dumps({"name": "b"})})
    with pytest.raises(ImageError, match=r"^package.json: is no JSON"):
        read_manifest(project({"package.json": "[" * 100000}), ".")
    with pytest.raises(ImageError, match=r"^package.json: is no JSON"):
        read_manifest(folder, ".")
    with pytest.raises(ImageError, match=r"^a/package.json: found no object"):
        read_manifest(folder, "a")
    assert read_manifest(folder, "b").values == {"name": "b"}
