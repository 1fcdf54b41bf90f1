"""What the tests of the applications make on the engine is removed in the end."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session", autouse=True)
def cleaned(on_the_engine: None) -> None:
    """Remove images and containers when the session ends."""
    del on_the_engine
