"""Requirement files with what they include, and the one message for what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._project._folder import Folder
from ansible_collections.sovd.prod_images.plugins.module_utils._project._requirement_files import follow, is_package

Project = Callable[[Mapping[str, str]], Folder]
PACKAGE = {"pyproject.toml": ""}
# files, the first of them, all that are found, and the packages of the folder
FOUND: list[tuple[dict[str, str], str, list[str], dict[str, list[str]]]] = [
    ({"a.txt": "x"}, "a.txt", ["a.txt"], {}),
    (
        {"r/prod.txt": "-r base.txt\n-c ../c.txt", "r/base.txt": "-r deep/d.txt", "r/deep/d.txt": "x", "c.txt": "x<2"},
        "r/prod.txt", ["r/prod.txt", "r/base.txt", "r/deep/d.txt", "c.txt"], {},
    ),
    ({"a.txt": "-r b.txt\n-r c.txt", "b.txt": "-r c.txt", "c.txt": ""}, "a.txt", ["a.txt", "b.txt", "c.txt"], {}),
    ({"a.txt": "-r https://a.example/b.txt\n-f https://a.example/"}, "a.txt", ["a.txt"], {}),
    ({**PACKAGE, "a.txt": "-e .[web]\n.[cache]"}, "a.txt", ["a.txt"], {".": ["web", "cache"]}),
    # From the folder of the project, and not from that of the file.
    ({"r/a.txt": "./libs/x", "libs/x/setup.py": ""}, "r/a.txt", ["r/a.txt"], {"libs/x": []}),
    # What tool.uv.sources has in the folder does not come from an index, under whatever name.
    (
        {"a.txt": "-e .", "pyproject.toml": '[tool.uv.sources]\nx = {path = "x"}\ny-y = {workspace = true}\n'
         '[tool.uv.workspace]\nmembers = ["libs/*"]', "x/setup.py": "", "libs/y/pyproject.toml":
         '[project]\nname = "Y_y"\n[tool.uv.sources]\nx = {path = "../../x"}', "libs/z/pyproject.toml": ""},
        "a.txt", ["a.txt"], {".": [], "x": [], "libs/y": []},
    ),
    ({"a.txt": "./v/x.whl", "v/x.whl": ""}, "a.txt", ["a.txt", "v/x.whl"], {}),
    ({"r/a.txt": "-f wheels", "wheels/x.whl": ""}, "r/a.txt", ["r/a.txt", "wheels/"], {}),
    ({"r/a.txt": "-f wheels", "r/wheels/x.whl": ""}, "r/a.txt", ["r/a.txt", "r/wheels/"], {}),
]  # fmt: skip
# files, the first of them, and what is said
WRONG: list[tuple[dict[str, str], str, str]] = [
    ({}, "a.txt", "requirements: found no 'a.txt'"),
    ({}, "/dev/zero", "requirements: found '/dev/zero', which is outside"),
    ({"r/a.txt": "x\n-r b.txt"}, "r/a.txt", "r/a.txt:2: found no 'r/b.txt'"),
    ({"a.txt": "x\n\n-c ../c.txt"}, "a.txt", "a.txt:3: found '../c.txt', which is outside of the source"),
    ({"a.txt": "-e ../libs/x"}, "a.txt", "a.txt:1: found '../libs/x', which is outside"),
    ({"a.txt": "/srv/x"}, "a.txt", "a.txt:1: found '/srv/x', which is outside"),
    ({"a.txt": "-r b.txt", "b.txt": "-r a.txt"}, "a.txt", r"b.txt:1: .*\(a.txt -> b.txt -> a.txt\)"),
    ({"a.txt": "-r a.txt"}, "a.txt", "a.txt:1: found 'a.txt', which includes this file again"),
    ({"a.txt": "./libs/x", "libs/x/x.py": ""}, "a.txt", "a.txt:1: found the folder 'libs/x' without pyproject.toml"),
    ({"a.txt": "-f wheels"}, "a.txt", "a.txt:1: found no 'wheels'"),
    (
        {"a.txt": ".", "pyproject.toml": '[tool.uv.sources]\nx = {path = "../x"}'},
        "a.txt",
        "pyproject.toml: found '../x', which is outside",
    ),
]


@pytest.mark.parametrize(("files", "first", "found", "local"), FOUND)
def test_found(
    project: Project, files: dict[str, str], first: str, found: list[str], local: dict[str, list[str]]
) -> None:
    findings = follow(project(files), [first])
    assert findings.files == found
    assert findings.local == local
    assert findings.requirements == [name for name in found if name.endswith(".txt")]


@pytest.mark.parametrize(("files", "first", "message"), WRONG)
def test_wrong(project: Project, files: dict[str, str], first: str, message: str) -> None:
    with pytest.raises(ImageError, match=message):
        follow(project(files), [first])


def test_packages(project: Project) -> None:
    folder = project({"a/setup.py": "", "b/pyproject.toml": "", "c/setup.cfg": ""})
    assert [is_package(folder, name) for name in "abc"] == [True, True, False]
