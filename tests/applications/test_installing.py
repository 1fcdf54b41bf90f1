"""What a change of code builds again, and packages that need a password, a certificate or git to be installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.applications import few
from tests.applications.building import Built, build_source
from tests.applications.case import SOURCES
from tests.applications.cases import CASES
from tests.applications.locking import lock
from tests.rig.cleanup import unique
from tests.rig.containers import output_of
from tests.rig.docker import docker, inspect
from tests.rig.images import CA_BUNDLE
from tests.rig.package_index import USER, PackageIndex, package_index, write_wheel

pytestmark = pytest.mark.slow
PASSWORD = "hunter2-of-the-index"
GOODS = "from importlib.metadata import version\nVALUE = version('goods')\n"
# By case: a module of the source itself, as a file and by its name, and a line that is put in it.
CODE = {
    "srclayout": ("src/shop/__init__.py", "shop"),
    "pylock": ("src/shop/__init__.py", "shop"),
    "workspace": ("packages/core/src/core/__init__.py", "core"),
    "poetrypath": ("libs/core/core/__init__.py", "core"),
    "reqe": ("shop/__init__.py", "shop"),
    "reqe by pip": ("shop/__init__.py", "shop"),
}
FEW_CODE = ("srclayout", "workspace", "reqe")  # a package, a workspace and a line of requirements.txt


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    few.parametrize(metafunc, "case", CODE, FEW_CODE)


def layers(image: str) -> list[str]:
    return inspect(image, '{{join .RootFS.Layers " "}}').split()


def test_a_line_of_code_leaves_the_layer_of_the_packages(
    case: str, tmp_path: Path, tool_environment: dict[str, str]
) -> None:
    told, (file, module) = CASES[case], CODE[case]
    source, name = tmp_path / "source", unique("line")
    shutil.copytree(SOURCES / (told.source or case), source)
    lock(source, *told.locks)
    builds = [build_source(name, source, told.variables, tool_environment) for _ in range(2)]
    assert [built.code for built in builds] == [0, 0], builds[0].text[-6000:]
    assert "unchanged" in builds[1].text.rpartition("Report the image]")[2]
    before = layers(builds[0].image)
    with (source / file).open("a", encoding="utf-8") as code:
        code.write("\nLINE = 'changed'\n")
    again = build_source(name, source, told.variables, tool_environment)
    assert again.code == 0, again.text[-6000:]
    assert output_of(again.image, "python", "-c", f"import {module}; print({module}.LINE)").strip() == "changed"
    after = layers(again.image)
    # Those of the base image, the account files and bytecode, the working directory, the packages; then the source's.
    first = len(layers("python:3.11-slim")) + 3
    assert after[:first] == before[:first], "the layer of the other packages was made again"
    assert after[first] != before[first]


def test_data_of_a_package_are_in_it(tmp_path: Path, tool_environment: dict[str, str]) -> None:
    source = tmp_path / "source"
    shutil.copytree(SOURCES / "srclayout", source)
    (source / "src" / "shop" / "goods.sqlite").write_text("of a shop", encoding="utf-8")
    lock(source, ("uv", "lock"))
    built = build_source(unique("data"), source, CASES["srclayout"].variables, tool_environment)
    assert built.code == 0, built.text[-6000:]
    read = "import importlib.resources as r; print(r.files('shop').joinpath('goods.sqlite').read_text())"
    assert output_of(built.image, "python", "-c", read).strip() == "of a shop"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PackageIndex]:
    """An index with the package `goods`, and its repository."""
    with package_index(tmp_path_factory.mktemp("index"), PASSWORD) as served:
        write_wheel(served.folder, "goods", GOODS)
        work = served.folder.parent / "work"
        work.mkdir()
        (work / "goods.py").write_text(GOODS, encoding="utf-8")
        (work / "pyproject.toml").write_text(
            '[project]\nname = "goods"\nversion = "2.0"\n[build-system]\nrequires = ["hatchling"]\n'
            'build-backend = "hatchling.build"\n[tool.hatch.build.targets.wheel]\ninclude = ["goods.py"]\n',
            encoding="utf-8",
        )
        git = ("git", "-c", "user.name=tests", "-c", "user.email=tests@git.example")
        for command in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-qm", "First"]):
            subprocess.run([*git, *command], cwd=work, check=True)
        bare = served.folder / "goods.git"
        subprocess.run([*git, "clone", "-q", "--bare", str(work), str(bare)], check=True)
        subprocess.run([*git, "update-server-info"], cwd=bare, check=True)
        yield served


def application(folder: Path, index: PackageIndex, requirement: str) -> tuple[Path, dict[str, object]]:
    """The plain application with one more requirement and its `goods`, and variables that trust the index."""
    source = folder / "source"
    shutil.copytree(SOURCES / "plain", source)
    with (source / "requirements.txt").open("a", encoding="utf-8") as requirements:
        requirements.write(requirement + "\n")
    with (source / "app" / "main.py").open("a", encoding="utf-8") as code:
        code.write("\nimport goods\n")
    bundle = folder / "goods.sqlite"
    hosts_own = CA_BUNDLE.read_bytes() if CA_BUNDLE.is_file() else b""
    bundle.write_bytes(hosts_own + index.trusted.read_bytes())
    return source, {"backend_image_ca_bundle": str(bundle)}


def told(built: Built) -> str:
    """The version of the package in an image that has to be there, with no password anywhere."""
    assert built.code == 0, built.text[-6000:]
    assert PASSWORD not in built.text
    assert PASSWORD not in docker("history", "--no-trunc", built.image) + docker("inspect", built.image)
    found = output_of(built.image, "python", "-c", "import goods; print(goods.VALUE)").strip()
    search = ("sh", "-c", f"grep -rls {PASSWORD} /opt /app /root /etc || true")
    assert output_of(built.image, *search, options=("--user=0",)).strip() == ""
    return found


@pytest.mark.parametrize("resolver", ["uv", "pip"])
@pytest.mark.parametrize("way", ["environment", "netrc"])
def test_an_index_with_a_password(
    way: str, resolver: str, index: PackageIndex, tmp_path: Path, tool_environment: dict[str, str]
) -> None:
    with_user = index.url.replace("https://", f"https://{USER}:${{GOODS_PASSWORD}}@")
    url = with_user if way == "environment" else index.url
    source, variables = application(tmp_path, index, f"--extra-index-url {url}\ngoods")
    if way == "environment":
        secret = {"id": "goods", "type": "env", "env": "OF_THE_TASK"}
        variables["backend_image_secret_env"] = {"goods": "GOODS_PASSWORD"}
    else:
        (tmp_path / "netrc").write_text(f"machine {index.address} login {USER} password {PASSWORD}\n", encoding="utf-8")
        secret = {"id": "goods", "src": str(tmp_path / "netrc")}
        variables["backend_image_secret_targets"] = {"goods": "/root/.netrc"}
    variables |= {"backend_image_secrets": [secret], "backend_image_resolver": resolver}
    environment = {**tool_environment, "OF_THE_TASK": PASSWORD}
    built = build_source(unique("index"), source, variables, environment)
    assert told(built) == "1.0"
    assert PASSWORD not in (source / "Dockerfile.prod").read_text(encoding="utf-8")


def test_an_index_of_uv_with_a_password(index: PackageIndex, tmp_path: Path, tool_environment: dict[str, str]) -> None:
    source, variables = application(tmp_path, index, "")
    (source / "pyproject.toml").write_text(
        '[project]\nname = "shop"\nversion = "1"\nrequires-python = ">=3.11"\n'
        'dependencies = ["fastapi", "uvicorn", "goods"]\n[tool.uv.sources]\ngoods = {index = "own"}\n'
        f'[[tool.uv.index]]\nname = "own"\nurl = "{index.url}"\nexplicit = true\n',
        encoding="utf-8",
    )
    known = {"UV_INDEX_OWN_USERNAME": USER}
    bundle = str(variables["backend_image_ca_bundle"])
    lock(source, ("uv", "lock"), **known, UV_INDEX_OWN_PASSWORD=PASSWORD, SSL_CERT_FILE=bundle)
    variables |= {
        "backend_image_installer": "uv",
        "backend_image_secrets": [{"id": "own", "type": "env", "env": "OF_THE_TASK"}],
        "backend_image_secret_env": {"own": "UV_INDEX_OWN_PASSWORD"},
        "backend_image_install_env": known,
    }
    environment = {**tool_environment, "OF_THE_TASK": PASSWORD}
    assert told(build_source(unique("index"), source, variables, environment)) == "1.0"


def test_a_repository_by_git(index: PackageIndex, tmp_path: Path, tool_environment: dict[str, str]) -> None:
    address = f"https://{index.address}:{index.port}/goods.git"
    source, variables = application(tmp_path, index, f"-e git+{address}@main#egg=goods")
    built = build_source(unique("git"), source, variables, tool_environment)
    assert told(built) == "2.0"


def test_a_password_in_a_file_is_refused(index: PackageIndex, tmp_path: Path, tool_environment: dict[str, str]) -> None:
    url = index.url.replace("https://", f"https://{USER}:{PASSWORD}@")
    source, variables = application(tmp_path, index, f"--extra-index-url {url}\ngoods")
    built = build_source(unique("refused"), source, variables, dict(os.environ) | tool_environment)
    assert built.code != 0
    assert "requirements.txt:" in built.text
    assert "found a URL with a password" in built.text
    assert PASSWORD not in built.text
