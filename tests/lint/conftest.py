"""The scanners, and what the roles render and build for them to scan."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.lint import variants
from tests.lint.behind_tls import BehindTls
from tests.rig.access import let_others_in
from tests.rig.cleanup import PREFIX, ended_from_outside
from tests.rig.docker import docker
from tests.rig.images import ca_secret
from tests.rig.locked_venv import locked_venv

RENDERED = ("backend/Dockerfile.prod", "frontend/Dockerfile.prod", "nginx.conf")
SETS = ("defaults", *variants.VARIANTS)


@pytest.fixture(scope="session")
def python_with_checkov(root: Path) -> Path:
    """A Python that has checkov, from its lock."""
    return locked_venv(root / "build" / "checkov", root / "requirements" / "checkov.txt")


@pytest.fixture(scope="session")
def npm_scanners(run: Callable[..., str]) -> Iterator[str]:
    """The image with the scanners that npm has; BuildKit keeps its layers for the next time, by the lock file."""
    tag = f"{PREFIX}-scanners:1"
    try:
        run("docker", "buildx", "build", f"--tag={tag}", *ca_secret(), str(Path(__file__).with_name("npm")))
        yield tag
    finally:
        docker("image", "rm", "--force", tag, check=False)


@pytest.fixture(scope="session")
def rendered(root: Path, run: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """By variant a folder with what is rendered for it; that of the defaults is committed."""
    folders = {"defaults": tmp_path_factory.mktemp("defaults")}
    for name in RENDERED:
        committed = root / name if "/" in name else root / "infrastructure" / "docker" / name
        (folders["defaults"] / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(committed, folders["defaults"] / name)
    return folders | variants.render(tmp_path_factory.mktemp("variants"), run)


@pytest.fixture(scope="session")
def behind_tls(root: Path, run: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[BehindTls]:
    """The frontend's image behind TLS; what was started is removed, also when the run is ended from outside."""
    folder = tmp_path_factory.mktemp("tls")
    # Containers whose user is not root get at what is below.
    let_others_in(folder)
    with ended_from_outside(), ExitStack() as stack:
        yield BehindTls(stack, folder, run, root)
