"""The second half of docs/applications.md: what each front end needed, and what it was asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from tests.applications.front_ends import PAGES
from tests.applications.page import KEPT, between, kept, rewrite, words_of

BEGIN, END = "<!-- front ends, written by make applications -->", "<!-- end of the front ends -->"
HEAD = ("Front end", "What it shows", "Variables", "Opened in Chromium", "Asked", "Size")


@dataclass(frozen=True)
class Row:
    """One front end whose image did what its case says; its size in bytes."""

    case: str
    size: int


def line(row: Row) -> tuple[str, ...]:
    """The cells of one front end."""
    told = PAGES[row.case]
    opened = "<br>".join(f"`{path}`" for path in told.views)
    asked = [*(f"`{each.path}`: {each.status}" for each in told.asks), f"`{told.missing}`: 404"]
    return (row.case, told.shape, words_of(told.variables), opened, "<br>".join(asked), f"{row.size / 1e6:.1f} MB")


def with_table(page: str, rows: Iterable[Row]) -> str:
    """The page with a table of these rows between its two marks."""
    return between(page, BEGIN, END, [HEAD, ("---",) * len(HEAD), *map(line, rows)])


def keep(row: Row) -> None:
    """Keep a row, and write the page as soon as there is one of each front end."""
    found = kept(KEPT / "frontends", row.case, asdict(row), PAGES)
    if found:
        rewrite(lambda page: with_table(page, [Row(**each) for each in found]))
