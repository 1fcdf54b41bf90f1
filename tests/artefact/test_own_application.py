"""The installed playbook renders the application that its user names, asks for it by name, and writes nothing else."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

KEPT = {"meta", "plugins", "roles", "playbooks", "MANIFEST.json", "FILES.json"}
SOURCES = {
    "backend": ("requirements.txt", "app/main.py", "alembic/env.py", "alembic.ini"),
    "frontend": ("package.json", "package-lock.json"),
}
RENDERED = ("Dockerfile.prod", "Dockerfile.prod.dockerignore")
PLAYBOOK = ("ansible-playbook", "sovd.prod_images.build_prod_images", "--tags", "render")


def digest_of(folder: Path) -> dict[str, str]:
    """What each file of a folder holds; bytecode that Python writes beside its sources left out."""
    files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def bare(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A collections path with what an installed collection is made of, and all else deleted."""
    place = tmp_path_factory.mktemp("bare")
    shutil.copytree(installed, place, dirs_exist_ok=True)
    for path in (place / "ansible_collections" / "sovd" / "prod_images").iterdir():
        if path.name not in KEPT:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    return place


@pytest.fixture
def sources(tmp_path: Path) -> dict[str, Path]:
    """An application of the user's own, in two folders."""
    for part, names in SOURCES.items():
        for name in names:
            (tmp_path / part / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / part / name).touch()
    return {part: tmp_path / part for part in SOURCES}


@pytest.mark.parametrize("parts", [("backend",), ("frontend",), ("backend", "frontend")], ids="-".join)
def test_what_is_named_is_rendered_and_nothing_else(
    parts: tuple[str, ...], bare: Path, sources: dict[str, Path], run: Callable[..., str], tmp_path: Path
) -> None:
    before = digest_of(bare)
    named = [f"--extra-vars={part}_image_source='{sources[part]}'" for part in parts]
    run(*PLAYBOOK, *named, cwd=tmp_path, ANSIBLE_COLLECTIONS_PATH=str(bare))
    for part, folder in sources.items():
        assert [(folder / name).is_file() for name in RENDERED] == [part in parts] * len(RENDERED)
    assert digest_of(bare) == before
    assert {path.name for path in tmp_path.iterdir()} == set(SOURCES), "something was written beside the sources"


@pytest.mark.parametrize("environment", ["", "staging"], ids=["plain", "with-an-environment"])
def test_a_source_is_asked_for_by_name(
    environment: str, installed: Path, tool_environment: dict[str, str], tmp_path: Path
) -> None:
    """Also where the whole artefact is installed, which has the application of the project: it is no checkout."""
    before = digest_of(installed)
    done = subprocess.run(
        [*PLAYBOOK, f"--extra-vars=build_environment='{environment}'"],
        cwd=tmp_path, env={**tool_environment, "ANSIBLE_COLLECTIONS_PATH": str(installed)},
        capture_output=True, text=True, check=False, timeout=900,
    )  # fmt: skip
    assert done.returncode == 2, done.stdout
    assert "set backend_image_source to the folder of a Python application, frontend_image_source to" in done.stdout
    assert digest_of(installed) == before
