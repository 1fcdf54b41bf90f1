"""Behind each row of docs/checklists.md stands a test, and what the row points to exists."""

from __future__ import annotations

import re
from pathlib import Path

ROW = re.compile(r"^\| [^|]+ \| ([^|]+) \| `([\w./]+)::(\w+)` \|$")


def test_behind_each_row_stands_a_test(root: Path) -> None:
    page = (root / "docs" / "checklists.md").read_text(encoding="utf-8")
    lines = [line for line in page.splitlines() if line.startswith("| ") and not line.startswith(("| Must", "| ---"))]
    assert len(lines) > 20, "the tables were not found"
    wrong = []
    for line in lines:
        row = ROW.match(line)
        if not row or not re.search(rf"^def {row[3]}\(", (root / row[2]).read_text(encoding="utf-8"), re.MULTILINE):
            wrong.append(line)
    assert not wrong, "\n".join(["no test stands behind:", *wrong])
