"""A registry in memory."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .fake_registry import FakeRegistry, fake_registry


@pytest.fixture
def fake() -> Iterator[FakeRegistry]:
    """A registry that runs."""
    with fake_registry() as made:
        yield made
