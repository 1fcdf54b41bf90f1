"""Each ansible-core in an environment of its own, with the artefact installed and cut down to what may be used."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.artefact.cores import pythons
from tests.rig.cleanup import PREFIX
from tests.rig.locked_venv import locked_venv

KEPT = {"meta", "playbooks", "plugins", "roles"}
SHOP = Path(__file__).with_name("shop")
AT_ONCE = 2


class Ran(NamedTuple):
    """How a command ended, and all that it said."""

    code: int
    text: str


Play = Callable[..., Ran]


def listing(folder: Path) -> dict[str, str]:
    """Every entry of a folder, with its mode, and what a file holds."""
    return {
        str(path.relative_to(folder)): f"{path.lstat().st_mode:o} "
        + (hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "")
        for path in sorted(folder.rglob("*"))
    }


@pytest.fixture(scope="session")
def bare(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The installed collection with everything deleted that plugins, roles and playbooks must not use."""
    place = tmp_path_factory.mktemp("bare")
    shutil.copytree(installed, place, dirs_exist_ok=True)
    collection = place / "ansible_collections" / "sovd" / "prod_images"
    for entry in collection.iterdir():
        if entry.name not in KEPT:
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    assert {entry.name for entry in collection.iterdir()} == KEPT
    return place


@pytest.fixture(scope="session")
def core_python(root: Path) -> Callable[[str, str], Path]:
    """`core_python("2.17", "3.10")`: the Python of an environment with that core, kept for the next run."""

    def python(core: str, version: str) -> Path:
        place = root / "build" / "cores" / f"{core}-{version}"
        return locked_venv(place, pythons.LOCKS / f"{core}.txt", pythons.INTERPRETERS[version])

    return python


@pytest.fixture(scope="session")
def play(core_python: Callable[[str, str], Path], bare: Path, tmp_path_factory: pytest.TempPathFactory) -> Play:
    """`play(core, python, argument...)` runs ansible-playbook of that core with nothing but the cut-down artefact."""

    def run(core: str, version: str, *argv: str, **environment: str) -> Ran:
        folder = tmp_path_factory.mktemp("play")
        python = core_python(core, version)
        clean = {name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")}
        settings = {
            "ANSIBLE_COLLECTIONS_PATH": str(bare),
            "ANSIBLE_HOME": str(folder / "home"),
            "ANSIBLE_NOCOLOR": "1",
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
            "PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}",
        }
        done = subprocess.run(
            [str(python.with_name("ansible-playbook")), *argv],
            cwd=folder, env={**clean, **settings, **environment}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, check=False, timeout=900,
        )  # fmt: skip
        return Ran(done.returncode, done.stdout)

    return run


@pytest.fixture(scope="session")
def shop_pairs(request: pytest.FixtureRequest) -> list[tuple[str, str]]:
    """The pairs that the chosen tests ask about."""
    specs = [item.callspec.params for item in request.session.items if hasattr(item, "callspec")]
    return [pair for pair in pythons.HERE if {"core": pair[0], "python": pair[1]} in specs]


@pytest.fixture(scope="session")
def shop_runs(
    shop_pairs: list[tuple[str, str]], play: Play, bare: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[tuple[str, str], Future[list[Ran]]]]:
    """For each pair that is asked about: the shop built, built again, and verified, by the public playbooks."""
    before = listing(bare)

    def build_and_verify(core: str, version: str) -> list[Ran]:
        name = f"{PREFIX}-{core}-{version}"
        folder = tmp_path_factory.mktemp("shop")
        shutil.copytree(SHOP, folder, dirs_exist_ok=True)
        variables = [f"--extra-vars=@{folder}/variables.yml"]
        variables += [
            f"--extra-vars={key}={value}"
            for key, value in {
                "backend_image_name": f"{name}/service",
                "backend_image_source": f"{folder}/service",
                "frontend_image_name": f"{name}/page",
                "frontend_image_source": f"{folder}/page",
                "nginx_conf_dest": f"{folder}/nginx.conf",
                "verify_prefix": name,
            }.items()
        ]
        playbooks = ("build_prod_images", "build_prod_images", "verify_prod_images")
        return [play(core, version, f"sovd.prod_images.{playbook}", *variables) for playbook in playbooks]

    with ThreadPoolExecutor(AT_ONCE) as pool:  # most of the time they wait for containers
        yield {pair: pool.submit(build_and_verify, *pair) for pair in shop_pairs}
        pool.shutdown(cancel_futures=True)
    assert listing(bare) == before, "the installed collection was written to"
