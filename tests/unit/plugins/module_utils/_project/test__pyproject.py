"""What pyproject.toml says of a project."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._project._folder import Folder
from ansible_collections.sovd.prod_images.plugins.module_utils._project._pyproject import (
    code_of,
    is_poetry_package,
    local_sources,
    read_pyproject,
    texts_of,
    version_is_of_git,
)

Project = Callable[[Mapping[str, str]], Folder]
POETRY = (
    '[project]\nname = "my-shop"\n[build-system]\nrequires = ["poetry-core"]\n'
    'build-backend = "poetry.core.masonry.api"\n'
)
SCM = '[project]\nname = "a"\ndynamic = ["version"]\n[build-system]\nrequires = ["setuptools", "setuptools-scm>=8"]\n'
# pyproject.toml, whether the version comes from git alone
VERSIONS = [
    ("", False),
    ('[project]\nname = "a"\nversion = "1"\n[build-system]\nrequires = ["setuptools-scm"]', False),
    (SCM, True),
    (SCM.replace("setuptools-scm", "setuptools_scm[toml]"), True),
    (SCM.replace("setuptools-scm", "hatch-vcs"), True),
    (SCM.replace("setuptools-scm", "uv-dynamic-versioning"), True),
    (SCM + '[tool.setuptools_scm]\nfallback_version = "0"', False),
    (SCM + '[tool.setuptools.dynamic]\nversion = {attr = "a.__version__"}', False),
    (SCM.replace("setuptools-scm", "hatchling") + '[tool.hatch.version]\npath = "a.py"', False),
    (SCM.replace("setuptools-scm", "pdm-backend") + '[tool.pdm.version]\nsource = "scm"', True),
]
# files, whether the project itself is a package that Poetry installs
POETRY_PACKAGES: list[tuple[dict[str, str], bool]] = [
    ({"pyproject.toml": POETRY, "my_shop/__init__.py": ""}, True),
    ({"pyproject.toml": POETRY, "src/my_shop/__init__.py": ""}, True),
    ({"pyproject.toml": POETRY, "app/__init__.py": ""}, False),
    ({"pyproject.toml": POETRY + '[tool.poetry]\npackages = [{include = "app"}]', "app/__init__.py": ""}, True),
    ({"pyproject.toml": POETRY + "[tool.poetry]\npackage-mode = false", "my_shop/__init__.py": ""}, False),
    ({"pyproject.toml": '[project]\nname = "my-shop"', "my_shop/__init__.py": ""}, False),
    ({"pyproject.toml": POETRY.replace("poetry.core.masonry.api", "hatchling.build")}, True),
]


@pytest.mark.parametrize(("text", "of_git"), VERSIONS)
def test_versions(project: Project, text: str, of_git: bool) -> None:
    assert version_is_of_git(project({"pyproject.toml": text}), ".") == of_git


@pytest.mark.parametrize(("files", "is_package"), POETRY_PACKAGES)
def test_packages_of_poetry(project: Project, files: dict[str, str], is_package: bool) -> None:
    assert is_poetry_package(project(files)) == is_package


def test_texts(project: Project) -> None:
    told = (
        '[project]\nreadme = {file = "docs/about.md"}\nlicense-files = ["LEGAL"]\n[tool.poetry]\nreadme = ["NEWS.rst"]'
    )
    files = {"a/pyproject.toml": told, "a/docs/about.md": "", "a/NEWS.rst": "", "a/LEGAL": "", "a/README.md": ""}
    folder = project({**files, "b/LICENSE.txt": "", "b/setup.py": "", "b/x.md": ""})
    assert texts_of(folder, "a") == ["a/LEGAL", "a/NEWS.rst", "a/README.md", "a/docs/about.md"]
    assert texts_of(folder, "b") == ["b/LICENSE.txt"]


@pytest.mark.parametrize(
    ("files", "path", "code"),
    [
        ({"pyproject.toml": POETRY, "src/my_shop/__init__.py": "", "my_shop/x": ""}, ".", ["src"]),
        ({"pyproject.toml": POETRY, "my_shop/__init__.py": ""}, ".", ["my_shop"]),
        ({"pyproject.toml": POETRY, "my_shop.py": ""}, ".", ["my_shop.py"]),
        ({"pyproject.toml": POETRY, "other/__init__.py": ""}, ".", []),
        ({"setup.py": "", "other/__init__.py": ""}, ".", []),
        ({"libs/core/setup.py": ""}, "libs/core", ["libs/core"]),
    ],
)
def test_code(project: Project, files: dict[str, str], path: str, code: list[str]) -> None:
    assert code_of(project(files), path) == code


def test_no_pyproject(project: Project) -> None:
    assert read_pyproject(project({}), ".") == {}


def test_paths_of_poetry(project: Project) -> None:
    told = '[tool.poetry.dependencies]\na = "1"\nb = {path = "libs/b", develop = true}\nc = {file = "c.whl"}'
    folder = project({"pyproject.toml": told, "libs/b/pyproject.toml": ""})
    assert local_sources(folder) == [("directory", "libs/b"), ("file", "c.whl")]
