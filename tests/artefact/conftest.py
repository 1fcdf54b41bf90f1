"""The built artefact, once as a tarball and once installed where no checkout is near."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

# What a developer's working tree may hold and a user must never get.
DECOYS = [
    ".ansible/collections/stale.yml",
    ".env",
    ".mypy_cache/cache.json",
    ".venv/bin/python",
    "backend/.env",
    "backend/.venv/bin/python",
    "backend/app/__pycache__/main.cpython-311.pyc",
    "build/staging/Dockerfile.prod",
    "collections/ansible_collections/sovd/prod_images/galaxy.yml",
    "frontend/.env",
    "frontend/coverage/index.html",
    "frontend/dist/index.html",
    "frontend/node_modules/react/index.js",
    "sovd-prod_images-0.0.0.tar.gz",
    "tests/output/junit.xml",
]


@pytest.fixture(scope="session")
def decoys() -> list[str]:
    """Files that stand in the tree while the artefact is built, and must not be in it."""
    return DECOYS


@pytest.fixture(scope="session")
def artefact(
    copy_tree: Callable[[Path], None],
    run: Callable[..., str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """The tarball that `ansible-galaxy collection build` makes of a tree in which a developer has worked."""
    folder = tmp_path_factory.mktemp("artefact")
    copy_tree(folder / "tree")
    for name in DECOYS:
        decoy = folder / "tree" / name
        decoy.parent.mkdir(parents=True, exist_ok=True)
        decoy.write_text("a developer's own\n", encoding="utf-8")
    run("ansible-galaxy", "collection", "build", "--output-path", str(folder), cwd=folder / "tree")
    (tarball,) = folder.glob("*.tar.gz")
    return tarball


@pytest.fixture(scope="session")
def installed(artefact: Path, run: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A collections path that holds the installed artefact and nothing else."""
    place = tmp_path_factory.mktemp("installed")
    run(
        "ansible-galaxy",
        "collection",
        "install",
        "--offline",
        "--collections-path",
        str(place),
        str(artefact),
        cwd=place,
    )
    return place
