"""Which of many cases a run takes: a few that differ in kind, or all of them where an option says so."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

ALL = "--all-applications"


def parametrize(
    metafunc: pytest.Metafunc, name: str, every: Iterable[str], few: Iterable[str], option: str = ALL
) -> None:
    """Give a test that asks for `name` the few cases, or every one where the option says so."""
    if name in metafunc.fixturenames:
        metafunc.parametrize(name, every if metafunc.config.getoption(option) else few)
