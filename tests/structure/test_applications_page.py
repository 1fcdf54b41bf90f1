"""docs/applications.md has a row for each application that the tests build, with the variables that it is given."""

from __future__ import annotations

from tests.applications import described_row, front_end_page
from tests.applications.cases import CASES
from tests.applications.described import DESCRIBED
from tests.applications.front_ends import PAGES
from tests.applications.page import BEGIN, END, PAGE, Row, line, text_of, variables_of, with_table

MEASURED = slice(0, 3)  # what the sizes come after


def rows_between(begin: str, end: str) -> list[str]:
    """The rows of the table of the page that stands between two marks."""
    table = PAGE.read_text(encoding="utf-8").partition(begin)[2].partition(end)[0]
    return [row for row in table.splitlines() if row.startswith("| ")][2:]


def test_each_application_has_its_row() -> None:
    rows = rows_between(BEGIN, END)
    wanted = [text_of(line(Row(case, 0, 0))[MEASURED]) for case in CASES]
    assert [row[: len(start)] for row, start in zip(rows, wanted, strict=False)] == wanted, "run make applications"
    assert len(rows) == len(wanted), "run make applications"


def test_table_replaces_what_stood_there() -> None:
    once = with_table(f"before\n{BEGIN}\nold\n{END}\nafter\n", [Row("plain", 83_000_000, 150_000_000)])
    assert "old" not in once
    assert "| 83.0 MB | 150.0 MB | yes | passed |" in once
    assert once.startswith("before\n")
    assert once.endswith(f"{END}\nafter\n")
    assert with_table(once, [Row("plain", 83_000_000, 150_000_000)]) == once


def test_each_application_says_what_it_shows() -> None:
    assert [case for case, told in CASES.items() if not told.shape] == []
    assert variables_of("pillow") == "none"


def test_each_front_end_has_its_row() -> None:
    rows = rows_between(front_end_page.BEGIN, front_end_page.END)
    wanted = [text_of(front_end_page.line(front_end_page.Row(case, 0))[:-1]) for case in PAGES]
    assert [row[: len(start)] for row, start in zip(rows, wanted, strict=False)] == wanted, "run make applications"
    assert len(rows) == len(wanted), "run make applications"


def test_each_described_application_has_its_row() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [*described_row.rows_of(page)] == [*DESCRIBED], "run make described"
    assert described_row.with_rows(page, []) == page, "run make described"


def test_nine_of_ten_of_those_that_were_run_need_nothing_but_their_folder() -> None:
    rows = described_row.rows_of(PAGE.read_text(encoding="utf-8"))
    run = {name: cells for name, cells in rows.items() if "not run" not in cells}
    good = [name for name, cells in run.items() if cells[3] == "none" and cells[-2:] == ("passed", "yes")]
    assert len(run) >= 5
    assert len(good) / len(run) >= 0.9, sorted({*run} - {*good})


def test_a_row_is_replaced_and_the_others_stay() -> None:
    empty = f"{described_row.BEGIN}\n{described_row.END}"
    once = described_row.with_rows(empty, [described_row.Row("flask", 6, image="140.0 MB", gate="passed", asked="yes")])
    twice = described_row.with_rows(once, [described_row.Row("django", 7, questions="`backend_image_server`")])
    rows = {name: cells[2:] for name, cells in described_row.rows_of(twice).items()}
    assert rows["flask"] == ("6", "none", "140.0 MB", "passed", "yes")
    assert rows["django"] == ("7", "`backend_image_server`", "none", "not asked", "not asked")
    assert rows["pillow"] == described_row.NOT_RUN
