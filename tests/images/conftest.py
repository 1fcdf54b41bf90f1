"""The images as the committed Dockerfiles build them, and their files."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.images.engine import PREFIX, Files, build, clean, docker, files_of

SLIM, DISTROLESS, NGINX = "python:3.11-slim", "python:3.11-distroless", "nginx:alpine"


@dataclass(frozen=True)
class Image:
    """An image, the base that it is built on, and what is in it."""

    name: str
    base: str
    files: Files


@pytest.fixture(scope="session", autouse=True)
def engine() -> Iterator[ExitStack]:
    """What is closed in the end; images and containers are removed, also when the run is ended from outside."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        docker("network", "create", "--internal", PREFIX)
        with ExitStack() as stack:
            yield stack
    finally:
        clean()
        signal.signal(signal.SIGTERM, before)


def described(stack: ExitStack, name: str, base: str, folder: Path) -> Image:
    """An image with its files, which stay open as long as the tests run."""
    return Image(name, base, stack.enter_context(files_of(name, folder)))


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """`tell(figure)` prints what was measured, also where the test passes."""

    def tell(figure: str) -> None:
        with capsys.disabled():
            print(f"\n    | {figure}")

    return tell


@pytest.fixture(scope="session")
def slim(engine: ExitStack, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Image:
    """The backend as it is committed."""
    return described(engine, build(root / "backend", "slim"), SLIM, tmp_path_factory.mktemp("slim"))


@pytest.fixture(scope="session")
def distroless(engine: ExitStack, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Image:
    """The backend on a runtime image without a shell."""
    name = build(root / "backend", "distroless", f"--build-arg=RUNTIME_IMAGE={DISTROLESS}")
    return described(engine, name, DISTROLESS, tmp_path_factory.mktemp("distroless"))


@pytest.fixture(params=["slim", "distroless"])
def backend(request: pytest.FixtureRequest) -> Image:
    """The backend on either runtime image."""
    image: Image = request.getfixturevalue(request.param)
    return image


@pytest.fixture(scope="session")
def frontend(engine: ExitStack, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Image:
    """The frontend as it is committed."""
    return described(engine, build(root / "frontend", "frontend"), NGINX, tmp_path_factory.mktemp("frontend"))
