"""The two image roles hold what differs between them; what both need stands in the private role behind them.

`python tests/structure/test_role_twins.py` prints the share of each folder.
"""

from __future__ import annotations

import re
from pathlib import Path

ROLES = Path(__file__).parents[2] / "roles"
HIGHEST_SHARE = 0.35
# Generated from the argument specs, which say for each role what its users may set, the equal options too.
TABLE = re.compile(r"<!-- variables -->.*?<!-- /variables -->", re.DOTALL)


def lines_of(role: str, folder: str = "") -> list[str]:
    """The lines of a role's files or of one folder but for argument specs, with one name for both roles."""
    lines: list[str] = []
    for path in sorted((ROLES / role / folder).rglob("*")):
        if path.is_file() and path.name != "argument_specs.yml" and path.suffix != ".pyc":
            text = TABLE.sub("", path.read_text(encoding="utf-8"))
            text = re.sub(r"\b(_?)(backend|frontend)_image", r"\1ROLE", text)
            lines += [line.strip() for line in text.splitlines() if line.strip() not in ("", "---")]
    return lines


def twins(folder: str = "") -> tuple[int, int]:
    """How many lines of the frontend's role stand in the backend's role as well, and how many it has."""
    others = lines_of("backend_image", folder)
    own = lines_of("frontend_image", folder)
    return sum(line in others for line in own), len(own)


def test_the_image_roles_share_few_lines() -> None:
    equal, all_lines = twins()
    assert equal / all_lines < HIGHEST_SHARE, f"{equal} of {all_lines} lines of frontend_image are in backend_image too"


if __name__ == "__main__":
    for name in ("", "defaults", "vars", "tasks", "templates", "meta"):
        equal, count = twins(name)
        print(f"{name or 'all':10} {equal:4} of {count:4}  {100 * equal / max(count, 1):.0f} %")
