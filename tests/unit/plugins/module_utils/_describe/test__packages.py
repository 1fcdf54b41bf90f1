"""Installers, packages and Pythons."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._bounded_folder import BoundedFolder
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._description import Description
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._packages import (
    describe_packages,
    line_of,
    python_for,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._project._folder import Folder

Project = Callable[[Mapping[str, str]], Folder]
PROJECT = "[project]\nname = 'shop'\nversion = '1'\ndependencies = [\n  'fastapi[standard]',\n]\n"


@pytest.mark.parametrize(
    ("files", "variables"),
    [
        ({"requirements.txt": "flask\n"}, {}),
        (
            {"requirements/prod.txt": "-r base.txt\n", "requirements/base.txt": "flask\n", "requirements/dev.txt": ""},
            {"backend_image_requirements": ["requirements/prod.txt"]},
        ),
        ({"requirements.txt": "", "requirements-dev.txt": ""}, {}),
        (
            {"requirements.txt": "", "requirements-prod.txt": ""},
            {"backend_image_requirements": ["requirements-prod.txt"]},
        ),
        ({"pyproject.toml": PROJECT, "uv.lock": ""}, {"backend_image_installer": "uv"}),
        ({"pyproject.toml": PROJECT, "poetry.lock": "", "requirements.txt": ""}, {"backend_image_installer": "poetry"}),
        ({"pylock.web.toml": "x"}, {"backend_image_installer": "pylock", "backend_image_pylock": "pylock.web.toml"}),
        ({"requirements.txt": "", ".python-version": "3.13.1\n"}, {"backend_image_python_image": "python:3.13-slim"}),
        ({"requirements.txt": "", "runtime.txt": "python-3.10.4"}, {"backend_image_python_image": "python:3.10-slim"}),
    ],
)
def test_proposals(project: Project, files: Mapping[str, str], variables: dict[str, Any]) -> None:
    found = Description("backend", ".")
    describe_packages(BoundedFolder(project(files).path), found)
    assert found.to_json()["variables"] == variables
    assert found.questions == {}


@pytest.mark.parametrize(
    ("files", "variable"),
    [
        ({"pyproject.toml": PROJECT}, "backend_image_installer"),
        ({"Pipfile": ""}, "backend_image_installer"),
        ({"requirements/a.txt": "", "requirements/b.txt": ""}, "backend_image_requirements"),
        (
            {
                "requirements.txt": "-e .",
                "pyproject.toml": "[project]\nname='a'\ndynamic=['version']\n"
                "[build-system]\nrequires=['setuptools-scm']",
            },
            "backend_image_project_version",
        ),
    ],
)
def test_questions(project: Project, files: Mapping[str, str], variable: str) -> None:
    found = Description("backend", ".")
    describe_packages(BoundedFolder(project(files).path), found)
    assert [*found.questions] == [variable]


def test_packages_with_their_places(project: Project) -> None:
    files = {"pyproject.toml": PROJECT, "uv.lock": ""}
    packages = describe_packages(BoundedFolder(project(files).path), Description("backend", "."))
    assert packages.has("fastapi", "none")
    assert packages.has("uvicorn"), "the extra brings it"
    assert str(packages.names["fastapi"]) == "pyproject.toml:5"
    assert line_of("a\nb", "none") == 0


@pytest.mark.parametrize(
    ("asked", "version"),
    [
        ("", ""),
        (">=3.9", ""),
        (">=3.12", "3.12"),
        ("^3.13", "3.13"),
        ("<3.11", "3.10"),
        (">=3.9,<3.11", "3.10"),
        ("==3.12.*", "3.12"),
        (">=3.11,<4", ""),
        ("~=3.12", "3.12"),
    ],
)
def test_python_for(asked: str, version: str) -> None:
    assert python_for(asked) == version


@pytest.mark.parametrize(
    ("requirement", "brought"),
    [
        ("litestar[jinja,standard]", "uvicorn"),
        ("litestar-granian[uvloop]", "granian"),
        ("fastapi[standard]==0.1", "uvicorn"),
        ("flask", "flask"),
    ],
)
def test_what_packages_bring(project: Project, requirement: str, brought: str) -> None:
    packages = describe_packages(
        BoundedFolder(project({"requirements.txt": requirement}).path), Description("backend", ".")
    )
    assert packages.has(brought)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"Pipfile": ""}, "pipenv requirements > requirements.txt"),
        ({"pyproject.toml": PROJECT, "pdm.lock": ""}, "pdm export --format pylock"),
        ({"pyproject.toml": PROJECT}, "beside pyproject.toml: run uv lock there"),
    ],
)
def test_what_is_missing(project: Project, files: Mapping[str, str], said: str) -> None:
    found = Description("backend", ".")
    describe_packages(BoundedFolder(project(files).path), found)
    assert said in found.questions["backend_image_installer"]["asks"]
