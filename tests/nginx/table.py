"""docs/headers.md: the status x header matrix, as measured."""

from __future__ import annotations

import os

from tests.nginx import matrix
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

HTTP/0.9 has no headers, so it gets no answer. A 206 or 416 is never given for a file, since nginx would write each
header twice on a 416. The `Cache-Control` of the backend, where it sends one, is kept. One thing is out of reach of a
configuration: if what a backend sends is no HTTP at all, nginx takes it for HTTP/0.9 and passes it on without headers.
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


def page(rig: Rig) -> str:
    values = ", ".join(f"`{name}: {value}`" for name, value in list(matrix.SECURITY.items())[:4])
    head = ["Status", "By", "Where", *COLUMNS]
    lines = [head, ["---"] * len(head), *rows(rig)]
    text = INTRODUCTION.format(values=f"{values} and `Content-Security-Policy`")
    return text + "\n" + "".join(f"| {' | '.join(line)} |\n" for line in lines)


def write_if_asked(rig: Rig) -> None:
    if os.environ.get(WRITE):
        FILE.write_text(page(rig), encoding="utf-8")
