"""docs/peers.md holds the rows and columns that comparison measures, and what is claimed of our own module."""

from __future__ import annotations

import pytest

from comparison import page
from comparison.contenders import CONTENDERS

ANSWER = ("yes", "no", "only in ")  # "not run" begins with no: a run that ended early wrote it


@pytest.fixture(scope="module")
def committed() -> tuple[list[str], dict[str, dict[str, str]]]:
    """Columns and cells of the page."""
    return page.read_cells(page.FILE.read_text(encoding="utf-8"))


def test_rows_and_columns_are_those_that_are_measured(committed: tuple[list[str], dict[str, dict[str, str]]]) -> None:
    columns, cells = committed
    assert columns == [contender.title for contender in CONTENDERS]
    assert list(cells) == page.row_titles()
    assert len(cells) == len(set(page.row_titles())), "two rows have one title"


def test_every_cell_is_an_answer(committed: tuple[list[str], dict[str, dict[str, str]]]) -> None:
    _, cells = committed
    strange = [cell for found in cells.values() for cell in found.values() if not cell.startswith(ANSWER)]
    assert not strange


def test_own_module_does_what_is_claimed(committed: tuple[list[str], dict[str, dict[str, str]]]) -> None:
    _, cells = committed
    assert page.surprises(cells) == []
