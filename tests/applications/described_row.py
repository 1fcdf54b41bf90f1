"""The last part of docs/applications.md: what became of each application that was given nothing but its folder."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tests.applications.described import DESCRIBED
from tests.applications.page import between, rewrite

BEGIN, END = "<!-- written by make described -->", "<!-- end of what make described writes -->"
HEAD = ("Application", "What it is", "Variables", "Questions", "Image", "Gate", "Asked")
NOT_RUN = ("-", "-", "not run", "-", "-")


@dataclass(frozen=True)
class Row:
    """One application; `variables` are those that were proposed, and `image` its size, or why there is none."""

    name: str
    variables: int = 0
    questions: str = "none"
    image: str = "none"
    gate: str = "not asked"
    asked: str = "not asked"

    def cells(self) -> tuple[str, ...]:
        """Return the cells of the table."""
        said = (str(self.variables), self.questions, self.image, self.gate, self.asked)
        return (self.name, DESCRIBED[self.name].after, *said)


def rows_of(page: str) -> dict[str, tuple[str, ...]]:
    """The cells of each application whose row stands in the page."""
    table = page.partition(BEGIN)[2].partition(END)[0]
    rows = [tuple(cell.strip() for cell in line.strip("| ").split(" | ")) for line in table.splitlines()]
    return {cells[0]: cells for cells in rows if cells[0] in DESCRIBED and len(cells) == len(HEAD)}


def with_rows(page: str, rows: Iterable[Row]) -> str:
    """The page with these rows in the place of those of the same applications."""
    known = {**rows_of(page), **{row.name: row.cells() for row in rows}}
    cells = [(name, told.after, *known.get(name, ("", "", *NOT_RUN))[2:]) for name, told in DESCRIBED.items()]
    return between(page, BEGIN, END, [HEAD, ("---",) * len(HEAD), *cells])


def keep(row: Row) -> None:
    """Write the row into the page."""
    rewrite(lambda page: with_rows(page, [row]))
