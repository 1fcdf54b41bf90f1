"""The images as the committed Dockerfiles build them, and their files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

from tests.rig.images import Files, build, files_of

SLIM, DISTROLESS, NGINX = "python:3.11-slim", "python:3.11-distroless", "nginx:alpine"


@dataclass(frozen=True)
class Image:
    """An image, the base that it is built on, and what is in it, read when it is asked for the first time."""

    name: str
    base: str
    folder: Path
    stack: ExitStack

    @cached_property
    def files(self) -> Files:
        """The files of the image, which stay open as long as the tests run."""
        return self.stack.enter_context(files_of(self.name, self.folder))


@pytest.fixture(scope="session", autouse=True)
def opened(on_the_engine: None) -> Iterator[ExitStack]:
    """What is closed in the end."""
    del on_the_engine
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """`tell(figure)` prints what was measured, also where the test passes."""

    def tell(figure: str) -> None:
        with capsys.disabled():
            print(f"\n    | {figure}")

    return tell


@pytest.fixture(scope="session")
def slim(opened: ExitStack, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Image:
    """The backend as it is committed."""
    return Image(build(root / "backend", "slim"), SLIM, tmp_path_factory.mktemp("slim"), opened)


@pytest.fixture(scope="session")
def distroless(opened: ExitStack, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Image:
    """The backend on a runtime image without a shell."""
    name = build(root / "backend", "distroless", f"--build-arg=RUNTIME_IMAGE={DISTROLESS}")
    return Image(name, DISTROLESS, tmp_path_factory.mktemp("distroless"), opened)


@pytest.fixture(params=["slim", "distroless"])
def backend(request: pytest.FixtureRequest) -> Image:
    """The backend on either runtime image."""
    image: Image = request.getfixturevalue(request.param)
    return image


@pytest.fixture(scope="session")
def frontend(opened: ExitStack, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Image:
    """The frontend as it is committed."""
    return Image(build(root / "frontend", "frontend"), NGINX, tmp_path_factory.mktemp("frontend"), opened)
