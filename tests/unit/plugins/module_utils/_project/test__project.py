"""All that the folder of a project says of its packages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._project._folder import Folder
from ansible_collections.sovd.prod_images.plugins.module_utils._project._project import INSTALLERS, find

Project = Callable[[Mapping[str, str]], Folder]
FILES = {
    "requirements.txt": "-e .", "pylock.toml": '[[packages]]\nname = "a"\ndirectory = { path = "." }',
    "uv.lock": '[[package]]\nname = "a"\nsource = { editable = "." }', "poetry.lock": "",
    "pyproject.toml": '[project]\nname = "a"\ndependencies = ["x @ git+ssh://git@git.example/x"]\n'
    '[build-system]\nrequires = ["setuptools_scm"]\nbuild-backend = "x"\n[tool.uv]\nindex-url = "https://a.example"\n',
    "README.md": "", "uv.toml": "", "pip.conf": "", "poetry.toml": "",
}  # fmt: skip
WANTED: dict[str, Any] = {
    "requirements": ["requirements.txt"], "pylock": "pylock.toml", "groups": ["main"], "with_project": True,
}  # fmt: skip
# the files of each installer
SETTINGS = {
    "requirements": ["requirements.txt", "uv.toml", "pip.conf", "pyproject.toml"],
    "pylock": ["pylock.toml", "uv.toml", "pyproject.toml"],
    "uv": ["pyproject.toml", "uv.lock", "uv.toml"],
    "poetry": ["pyproject.toml", "poetry.lock", "poetry.toml", "pip.conf"],
}


@pytest.mark.parametrize("installer", INSTALLERS)
def test_each_installer(project: Project, installer: str) -> None:
    folder = project({**FILES, "pyproject.toml": FILES["pyproject.toml"].replace("setuptools_scm", "setuptools-scm")})
    found = find(folder, installer, **WANTED)
    assert found.files == SETTINGS[installer]
    assert found.local == {".": []}
    assert found.texts == ["README.md"]
    assert found.git == [{"place": "pyproject.toml:3", "host": "git.example", "ssh": True}]
    assert found.unversioned == []


@pytest.mark.parametrize(
    ("installer", "local"), [("uv", {}), ("poetry", {}), ("pylock", {}), ("requirements", {".": []})]
)
def test_without_the_project(project: Project, installer: str, local: dict[str, list[str]]) -> None:
    found = find(project(FILES), installer, **{**WANTED, "with_project": False})
    assert found.local == local


def test_a_version_of_git(project: Project) -> None:
    told = '[project]\nname = "a"\ndynamic = ["version"]\n[build-system]\nrequires = ["hatch-vcs"]'
    found = find(project({**FILES, "pyproject.toml": told}), "uv", **WANTED)
    assert found.unversioned == ["pyproject.toml"]


def test_a_password_in_a_setting(project: Project) -> None:
    folder = project({**FILES, "pip.conf": "[global]\nindex-url = https://me:hunter2@a.example/simple"})
    with pytest.raises(ImageError, match=r"pip.conf:2: found a URL with a password"):
        find(folder, "requirements", **WANTED)
