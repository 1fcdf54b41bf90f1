"""What the tests of the applications make on the engine is removed in the end; one browser for the front ends."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.chromium import Chromium, chromium


@pytest.fixture(scope="session", autouse=True)
def cleaned(on_the_engine: None) -> None:
    """Remove images and containers when the session ends."""
    del on_the_engine


@pytest.fixture(scope="session")
def browser(cleaned: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """A Chromium with a profile of its own."""
    del cleaned  # it also ends the browser when the run is ended from outside
    with chromium(tmp_path_factory.mktemp("chromium"), []) as started:
        yield started
