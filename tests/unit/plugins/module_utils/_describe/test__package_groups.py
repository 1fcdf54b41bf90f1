"""Packages that stand beside the main list."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._bounded_folder import BoundedFolder
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._description import Description
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._package_groups import (
    describe_groups,
    describe_left_out,
    lists_of_today,
    read_setup_files,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._packages import Packages
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._start import Start
from ansible_collections.sovd.prod_images.plugins.module_utils._project._folder import Folder, Place

Project = Callable[[Mapping[str, str]], Folder]
POETRY = """
[tool.poetry]
name = "a"
[tool.poetry.group.prod.dependencies]
gunicorn = "*"
[tool.poetry.extras]
web = ["granian"]
"""
UV = """
[project]
name = "a"
[project.optional-dependencies]
server = ["gunicorn>=20"]
[dependency-groups]
dev = ["ruff"]
"""


def installs(*texts: str) -> Start:
    return Start(installs=[(text, Place("Dockerfile", number)) for number, text in enumerate(texts, 1)])


@pytest.mark.parametrize(
    ("text", "lists"),
    [
        ("pip install --no-cache-dir -r requirements/prod.txt", ["requirements/prod.txt"]),
        ("venv/bin/pip install -r requirements/docker.txt", ["requirements/docker.txt"]),
        ("uv pip install --system -r /tmp/requirements.txt", ["requirements.txt"]),
        (
            "pip install -r requirements.txt --requirement=requirements/prod.txt",
            ["requirements.txt", "requirements/prod.txt"],
        ),
        ("pip install -r requirements/dev.txt", []),
        ("pip install -r elsewhere.txt", []),
        ("apk add -r requirements.txt", []),
    ],
)
def test_lists_of_today(project: Project, text: str, lists: list[str]) -> None:
    names = ("requirements.txt", "requirements/prod.txt", "requirements/dev.txt", "requirements/docker.txt")
    folder = BoundedFolder(project(dict.fromkeys(names, "")).path)
    assert [path for path, _place in lists_of_today(folder, installs(text))] == lists


@pytest.mark.parametrize(
    ("text", "installer", "step", "arguments"),
    [
        (POETRY, "poetry", "poetry install --only main --with prod", ["--only=prod"]),
        (POETRY, "poetry", "poetry install -E web", ["--extras=web"]),
        (POETRY, "poetry", "poetry install", None),
        (UV, "uv", "uv sync --locked --extra server", ["--extra=server"]),
        (UV, "uv", "uv sync --group dev", None),
        (UV, "requirements", "uv sync --extra server", None),
    ],
)
def test_groups_of_today(project: Project, text: str, installer: str, step: str, arguments: list[str] | None) -> None:
    found = Description("backend", ".")
    found.propose("backend_image_installer", installer, Place("x"), "certain", "")
    describe_groups(BoundedFolder(project({"pyproject.toml": text}).path), installs(step), found, Packages())
    told = found.proposals.get("backend_image_install_args")
    assert (told and told.value) == arguments


def test_a_group_that_is_needed(project: Project) -> None:
    found, packages = Description("backend", "."), Packages()
    found.propose("backend_image_installer", "uv", Place("x"), "certain", "")
    describe_groups(BoundedFolder(project({"pyproject.toml": UV}).path), Start(), found, packages)
    assert not packages.has("gunicorn")
    assert describe_left_out("gunicorn", found, packages)
    assert not describe_left_out("uvicorn", found, packages)
    assert (packages.has("gunicorn"), found.value("backend_image_install_args")) == (True, ["--extra=server"])


@pytest.mark.parametrize(
    ("files", "names", "may_bring_more"),
    [
        ({"setup.py": "setup(install_requires=['flask', 'gunicorn>=20'])\n"}, {"flask", "gunicorn"}, False),
        ({"setup.py": "setup(install_requires=read())\n"}, set(), True),
        ({"setup.py": "("}, set(), False),
        ({"setup.cfg": "[options]\ninstall_requires =\n    flask\n    gunicorn\n"}, {"flask", "gunicorn"}, False),
        ({"setup.cfg": "["}, set(), False),
    ],
)
def test_setup_files(project: Project, files: Mapping[str, str], names: set[str], may_bring_more: bool) -> None:
    packages = Packages(is_package=True)
    read_setup_files(BoundedFolder(project(files).path), packages)
    assert ({*packages.names}, packages.may_bring_more) == (names, may_bring_more)
