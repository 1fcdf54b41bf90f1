"""Private engines of a test session: by the option --engine for all its tests, or by a fixture beside the machine's."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.rig.cleanup import clean, ended_from_outside, remove_left_overs
from tests.rig.private_engine import RELEASES, PrivateEngine, certificates_for, private_engine

BASES = ("python:3.11-slim",)  # that the tests of the module build on
STARTED = pytest.StashKey[PrivateEngine]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option."""
    parser.addoption(
        "--all-applications",
        action="store_true",
        help="build each application on each base, not only a few, and write docs/applications.md",
    )
    parser.addoption(
        "--described",
        action="store_true",
        help="build each application by its folder alone, not only a few, and write the table of docs/applications.md",
    )
    parser.addoption(
        "--engine",
        choices=sorted(RELEASES),
        help="run on a private engine of this release and store, instead of the one that docker reaches",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Start the engine, and end it with the session; what the tests write for containers can be read by their users."""
    os.umask(0o022)
    name = config.getoption("--engine")
    if name is None or config.option.collectonly:
        return
    engine = PrivateEngine(name)
    config.add_cleanup(engine.stop)
    engine.start()
    engine.load(BASES)
    os.environ.update(engine.environment)
    config.stash[STARTED] = engine


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Say which releases are combined."""
    engine = config.stash.get(STARTED, None)
    return [f"engine: {config.getoption('--engine')}, {engine.describe()}"] if engine else []


@pytest.fixture(scope="session")
def on_the_engine() -> Iterator[None]:
    """All that this process makes on the engine is removed in the end, also when the run is ended from outside."""
    remove_left_overs()
    with ended_from_outside():
        yield
        clean()


@pytest.fixture(scope="session")
def containerd_engine(pytestconfig: pytest.Config) -> Iterator[PrivateEngine]:
    """An engine with the containerd image store: the session's own where it has one."""
    name = pytestconfig.getoption("--engine")
    if name is not None and RELEASES[name].containerd_store:
        yield pytestconfig.stash[STARTED]
        return
    with private_engine("trixie-containerd", BASES) as engine:
        yield engine


@pytest.fixture(scope="session")
def tls_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivateEngine]:
    """An engine that is empty, has the containerd image store, and is reached by TLS; tests may empty its cache."""
    certificates = certificates_for(tmp_path_factory.mktemp("tls") / "certificates")
    with private_engine("trixie-containerd", (), certificates) as engine:
        yield engine
