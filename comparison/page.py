"""docs/peers.md: the table between its markers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from comparison import deciding, protecting, telling
from comparison.contenders import CONTENDERS, OWN
from comparison.steps import Scenario

FILE = Path(__file__).resolve().parents[1] / "docs" / "peers.md"
NOT_RUN = "not run"
BEGIN, END = "<!-- measured by make peers: begin -->\n", "<!-- measured by make peers: end -->\n"
CHAPTERS: dict[str, Sequence[Scenario]] = {
    "deciding": deciding.SCENARIOS,
    "telling": telling.SCENARIOS,
    "protecting": protecting.SCENARIOS,
}

Cells = Mapping[str, Mapping[str, str]]  # by title of the row, by title of the contender


def scenarios() -> list[tuple[str, Scenario]]:
    """Every scenario with a short name of its own."""
    return [(f"{chapter}-{n}", one) for chapter, several in CHAPTERS.items() for n, one in enumerate(several)]


def row_titles() -> list[str]:
    return [title for _, scenario in scenarios() for title in scenario.rows]


def missing_here() -> set[str]:
    return {title for _, scenario in scenarios() for title in scenario.missing_here}


def surprises(cells: Cells) -> list[str]:
    """Rows in which the module of this collection does not give the answer that is claimed of it."""
    missing = missing_here()
    found = []
    for title, row in cells.items():
        answer = row.get(OWN.title)
        if answer not in (None, NOT_RUN) and answer.startswith("yes") == (title in missing):
            found.append(f"{title}: {answer}")
    return found


def table(cells: Cells) -> str:
    head = ["", *(contender.title for contender in CONTENDERS)]
    lines = [head, ["---"] * len(head)]
    for title in row_titles():
        found = cells.get(title, {})
        lines.append([title, *(found.get(contender.title, NOT_RUN) for contender in CONTENDERS)])
    return "".join(f"| {' | '.join(line)} |\n".replace("|  |", "| |") for line in lines)


def read_cells(text: str) -> tuple[list[str], dict[str, dict[str, str]]]:
    """The columns and the cells of the page."""
    inside = text.partition(BEGIN)[2].partition(END)[0]
    rows = [[cell.strip() for cell in line.strip("|\n").split("|")] for line in inside.splitlines() if line[:1] == "|"]
    columns = rows[0][1:] if rows else []
    return columns, {row[0]: dict(zip(columns, row[1:], strict=True)) for row in rows[2:]}


def write(cells: Cells, versions: str) -> None:
    """Put what was measured into the page; what was not measured now stays as it is."""
    text = FILE.read_text(encoding="utf-8")
    _, kept = read_cells(text)
    merged = {title: {**kept.get(title, {}), **cells.get(title, {})} for title in row_titles()}
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    asked = "".join(f"- {one.title}: `{one.module}`, {one.asked}\n" for one in CONTENDERS)
    draft = FILE.with_suffix(".draft")
    draft.write_text(f"{before}{BEGIN}{versions}\n\n{asked}\n{table(merged)}{END}{after}", encoding="utf-8")
    draft.replace(FILE)  # at once, so that nobody reads half a page
