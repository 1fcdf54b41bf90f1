"""docs/headers.md: the status x header matrix, as measured."""

from __future__ import annotations

import os

from tests.nginx import matrix
from tests.nginx.merged_headers import PLAIN, STATUSES
from tests.nginx.sites import ROOT, Rig
from tests.nginx.variable_sets import FORMS
from tests.nginx.wire import Answer

FILE = ROOT / "docs" / "headers.md"
WRITE = "WRITE_HEADERS_TABLE"
COMMAND = f"{WRITE}=1 python -m pytest tests/nginx/test_headers.py -k table"
COLUMNS = [*matrix.SECURITY, "Cache-Control"]
INTRODUCTION = f"""\
# Which headers each answer has

Measured on raw sockets with the `nginx.conf` of the role `nginx_conf`, each line with and without
`Accept-Encoding: gzip`, on an nginx from 1.27.3 on and on an older one. A number is how often the header stands in the
answer; where measurements differ, all of them are given. Written by

```
{COMMAND}
```

and compared with what is measured in every run of `tests/nginx`. The security headers are {{values}}.

HTTP/0.9 has no headers, so it gets no answer. A 206 or 416 is given for media alone (`nginx_conf_range_extensions`).
Whether a range can be satisfied is found after the headers are made, so a range that not every file has is `no-store`.
The `Cache-Control` of the backend, where it sends one, is kept. One thing is out of reach of a configuration: if what a
backend sends is no HTTP at all, nginx takes it for HTTP/0.9 and passes it on without headers.
"""
OF_BOTH = f"""
## Where the backend has a header, too

What goes out, always in one line, where the backend sends what the second column has and the page its default. Measured
on the statuses {", ".join(map(str, STATUSES))} of `/api/`; the last six lines came by https. Of the policy of
the page only the beginning is shown, and ` + ` stands between lines of one name. Of those an nginx below 1.23 sees only
the first.
"""


def cells(answer: Answer) -> list[str]:
    """The row of one answer."""
    counts = [str(len(answer.every(name))) for name in matrix.SECURITY]
    return [*counts, " + ".join(answer.every("Cache-Control")) or "none"]


def merged(rows: list[list[str]], column: int) -> list[list[str]]:
    """The rows, with those that differ in that column only made one."""
    values: dict[tuple[str, ...], list[str]] = {}
    for row in rows:
        values.setdefault((*row[:column], *row[column + 1 :]), []).append(row[column])
    return [[*rest[:column], ", ".join(dict.fromkeys(found)), *rest[column:]] for rest, found in values.items()]


def rows(rig: Rig) -> list[list[str]]:
    """One row for each status and result, with all causes and places where it is so."""
    measured = []
    for case in sorted(matrix.CASES, key=lambda case: case.status):
        answers = [rig.measure(form, case, gzip) for form in FORMS for gzip in (False, True)]
        found = [" / ".join(dict.fromkeys(values)) for values in zip(*map(cells, answers), strict=True)]
        status = " / ".join(dict.fromkeys(str(answer.status or "none") for answer in answers))
        measured.append([status, case.how, case.place, *found])
    return merged(merged(measured, 2), 1)


def rows_of_both(rig: Rig) -> list[list[str]]:
    """One row for each value of the backend, as measured on all statuses."""
    measured = []
    for case in PLAIN:
        site = rig.sites[f"resolve/{case.site}"]
        found = [site.ask(case.target("/api/", status), *case.asked).every(case.name) for status in STATUSES]
        sent = " / ".join(dict.fromkeys(" + ".join(lines) or "none" for lines in found))
        sent = sent.replace(matrix.SECURITY["Content-Security-Policy"], "default-src 'none'; ...")
        measured.append([case.name, " + ".join(f"`{line}`" for line in case.backend) or "none", f"`{sent}`"])
    return measured


def page(rig: Rig) -> str:
    values = ", ".join(f"`{name}: {value}`" for name, value in list(matrix.SECURITY.items())[:4])
    head = ["Status", "By", "Where", *COLUMNS]
    lines = [head, ["---"] * len(head), *rows(rig)]
    text = INTRODUCTION.format(values=f"{values} and `Content-Security-Policy`")
    of_both = [["Header", "Backend", "Sent"], ["---"] * 3, *rows_of_both(rig)]
    return f"{text}\n{as_table(lines)}{OF_BOTH}\n{as_table(of_both)}"


def as_table(lines: list[list[str]]) -> str:
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def write_if_asked(rig: Rig) -> None:
    if os.environ.get(WRITE):
        FILE.write_text(page(rig), encoding="utf-8")
