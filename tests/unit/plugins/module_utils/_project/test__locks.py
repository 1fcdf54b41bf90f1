"""Packages of the folder of a project that its lock names."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._project._findings import Findings
from ansible_collections.sovd.prod_images.plugins.module_utils._project._folder import Folder
from ansible_collections.sovd.prod_images.plugins.module_utils._project._locks import of_poetry, of_pylock, of_uv

Project = Callable[[Mapping[str, str]], Folder]
CORE = {"libs/core/pyproject.toml": ""}


def of_uv_source(source: str) -> dict[str, str]:
    return {"pyproject.toml": "", "uv.lock": f'[[package]]\nname = "a"\nsource = {{ {source} }}\n', "x.whl": "", **CORE}


def of_poetry_source(source: str, more: str = "") -> dict[str, str]:
    lock = f'[[package]]\nname = "a"\n{more}\n[package.source]\n{source}\n'
    return {"pyproject.toml": "", "poetry.lock": lock, "x.whl": "", **CORE}


def of_packages(told: str) -> dict[str, str]:
    return {"pylock.toml": f'[[packages]]\nname = "a"\n{told}\n', "x.whl": "", **CORE}


def by_groups(*groups: str) -> Callable[[Folder], Findings]:
    return lambda folder: of_poetry(folder, list(groups))


# files, how they are read, the files beside the lock, and the packages of the folder
FOUND: list[tuple[dict[str, str], Callable[[Folder], Findings], list[str], list[str]]] = [
    (of_uv_source('registry = "https://a.example/simple"'), of_uv, [], []),
    (of_uv_source('editable = "."'), of_uv, [], ["."]),
    (of_uv_source('virtual = "."'), of_uv, [], []),
    (of_uv_source('virtual = "libs/core"'), of_uv, ["libs/core/pyproject.toml"], []),
    (of_uv_source('editable = "libs/core"'), of_uv, ["libs/core/pyproject.toml"], ["libs/core"]),
    (of_uv_source('directory = "libs/core"'), of_uv, [], ["libs/core"]),
    (of_uv_source('path = "x.whl"'), of_uv, [], ["x.whl"]),
    (of_uv_source('registry = "libs"'), of_uv, ["libs/"], []),
    (of_poetry_source('type = "legacy"\nurl = "https://a.example/simple"'), by_groups("main"), [], []),
    (of_poetry_source('type = "directory"\nurl = "libs/core"'), by_groups("main"), [],
     ["libs/core"]),
    (of_poetry_source('type = "directory"\nurl = "libs/core"', 'groups = ["main"]'), by_groups("main"), [],
     ["libs/core"]),
    (of_poetry_source('type = "directory"\nurl = "libs/core"', 'groups = ["dev"]'), by_groups("main"), [], []),
    (of_poetry_source('type = "directory"\nurl = "libs/core"', 'groups = ["prod"]'), by_groups("main", "prod"), [],
     ["libs/core"]),
    (of_poetry_source('type = "file"\nurl = "x.whl"'), by_groups("main"), ["x.whl"], []),
    (of_packages('index = "https://a.example/simple"'), lambda folder: of_pylock(folder, "pylock.toml"), [], []),
    (of_packages('directory = { path = "libs/core" }'), lambda folder: of_pylock(folder, "pylock.toml"), [],
     ["libs/core"]),
    (of_packages('[packages.directory]\npath = "libs/core"'), lambda folder: of_pylock(folder, "pylock.toml"), [],
     ["libs/core"]),
    (of_packages('archive = { path = "x.whl" }'), lambda folder: of_pylock(folder, "pylock.toml"), ["x.whl"], []),
    (of_packages('wheels = [{ path = "x.whl" }]'), lambda folder: of_pylock(folder, "pylock.toml"), ["x.whl"], []),
]  # fmt: skip
LOCKS = {"pyproject.toml", "uv.lock", "poetry.lock", "pylock.toml"}


@pytest.mark.parametrize(("files", "read", "beside", "local"), FOUND)
def test_found(
    project: Project, files: dict[str, str], read: Callable[[Folder], Findings], beside: list[str], local: list[str]
) -> None:
    found = read(project(files))
    assert [name for name in found.files if name not in LOCKS] == beside
    assert list(found.local) == local


def test_a_path_of_pyproject_counts_where_the_lock_has_none(project: Project) -> None:
    told = '[tool.poetry.dependencies]\ncore = {path = "libs/core", develop = true}'
    found = of_poetry(project({"pyproject.toml": told, "poetry.lock": "", **CORE}), ["main"])
    assert list(found.local) == ["libs/core"]


@pytest.mark.parametrize(
    ("files", "read", "message"),
    [
        (of_uv_source('editable = "../core"'), of_uv, "uv.lock: found '../core', which is outside"),
        (of_uv_source('editable = "libs/none"'), of_uv, "uv.lock: found no 'libs/none'"),
        (of_uv_source('directory = "libs"'), of_uv, "uv.lock: found the folder 'libs' without pyproject.toml"),
        (
            of_poetry_source('type = "directory"\nurl = "../core"'),
            by_groups("main"),
            "poetry.lock: found '../core', which is",
        ),
    ],
)
def test_wrong(project: Project, files: dict[str, str], read: Callable[[Folder], Findings], message: str) -> None:
    with pytest.raises(ImageError, match=message):
        read(project(files))
