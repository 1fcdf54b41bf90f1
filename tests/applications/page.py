"""docs/applications.md: what each application needed, and what became of it."""

from __future__ import annotations

import fcntl
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.applications.case import FEW
from tests.applications.cases import CASES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "applications.md"
KEPT = PAGE.parents[1] / "build" / "applications"  # a file for each row, since the tests run in several processes
BEGIN, END = "<!-- written by make applications -->", "<!-- end of what make applications writes -->"
LONG = 160  # characters
ROLE = re.compile("^(backend_image|frontend_image|nginx_conf)_")
HEAD = ("Application", "What it shows", "Variables", "Size", "Plain Dockerfile", "Healthy", "Gate")


@dataclass(frozen=True)
class Row:
    """One application whose image is healthy, answers, ends and passes the gate; sizes in bytes."""

    case: str
    size: int
    plain_size: int


def variables_of(case: str) -> str:
    """The variables that a team would set, without those of all applications here."""
    return words_of({name: value for name, value in CASES[case].variables.items() if FEW.get(name) != value})


def words_of(given: Mapping[str, Any]) -> str:
    """Variables for a cell of the table; long values are left out."""
    words = []
    for name, value in given.items():
        text = json.dumps(value, ensure_ascii=False)
        words.append(f"`{ROLE.sub('', name)}: {text if len(text) < LONG and '`' not in text else '...'}`")
    return "<br>".join(words) or "none"


def line(row: Row) -> tuple[str, ...]:
    """The cells of one application."""
    sizes = [f"{size / 1e6:.1f} MB" for size in (row.size, row.plain_size)]
    return (row.case, CASES[row.case].shape, variables_of(row.case), *sizes, "yes", "passed")


def text_of(cells: Iterable[str]) -> str:
    """A line of the table, without its end."""
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells)


def between(page: str, begin: str, end: str, cells: Iterable[Iterable[str]]) -> str:
    """The page with a table of these cells between two marks."""
    table = "\n".join(text_of(row) + " |" for row in cells)
    before, mark, rest = page.partition(begin)
    assert mark, f"{PAGE} has no {begin}"
    return f"{before}{begin}\n\n{table}\n\n{end}{rest.partition(end)[2]}"


def with_table(page: str, rows: Iterable[Row]) -> str:
    """The page with a table of these rows between its two marks."""
    return between(page, BEGIN, END, [HEAD, ("---",) * len(HEAD), *map(line, rows)])


def keep(row: Row) -> None:
    """Keep a row, and write the page as soon as there is one of each application."""
    found = kept(KEPT, row.case, asdict(row), CASES)
    if found:
        rewrite(lambda page: with_table(page, [Row(**each) for each in found]))


def kept(folder: Path, case: str, row: Mapping[str, Any], cases: Iterable[str]) -> list[dict[str, Any]]:
    """Keep the row of a case, and return those of all cases, or none where one is not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{case}.json").write_text(json.dumps(row), encoding="utf-8")
    files = [folder / f"{each}.json" for each in cases]
    return [json.loads(file.read_text(encoding="utf-8")) for file in files] if all(map(Path.is_file, files)) else []


def rewrite(change: Callable[[str], str]) -> None:
    """Change the page, which another process may be about to do as well."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        PAGE.write_text(change(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
