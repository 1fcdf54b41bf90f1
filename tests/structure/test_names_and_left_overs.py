"""Names say what is inside, and nothing is left for later or looked away from."""

from __future__ import annotations

import re
from pathlib import Path

SAYS_NOTHING = re.compile(r"^_?(utils?|common|helpers?|misc)$")
# Written in two halves, so that this file is not its own finding.
LEFT_OVERS = re.compile(
    "|".join(
        first + second
        for first, second in (
            ("TO", "DO"),
            ("FIX", "ME"),
            ("XX", "X"),
            ("NotImplemented", "Error"),
            (r"pytest\.", r"skip|pytest\.mark\.skip"),
            (r"\.", r"skip\("),
            ("x", "fail"),
            ("no", "qa"),
            ("type: ", "ignore"),
            ("eslint-", "disable"),
            ("@ts-", "(ignore|expect)"),
            ("skip_ansible_", "lint"),
        )
    )
)
GENERATED = re.compile(r"(lock[^/]*|LICENSE|requirements[^/]*\.txt)$")


def test_no_name_says_nothing(tree_files: list[Path]) -> None:
    vague = [str(name) for name in tree_files if any(SAYS_NOTHING.match(part.split(".")[0]) for part in name.parts)]
    assert not vague, f"name these after what they hold: {vague}"


def test_nothing_is_left_over(root: Path, tree_files: list[Path]) -> None:
    found = []
    for name in tree_files:
        path = root / name
        if path.is_symlink() or not path.is_file() or GENERATED.search(name.name):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if LEFT_OVERS.search(line):
                found.append(f"{name}:{number}: {line.strip()}")
    assert not found, "\n".join(["left over:", *found])


def test_sanity_ignores_nothing(root: Path) -> None:
    ignored = [
        path.name
        for path in (root / "tests" / "sanity").glob("ignore-*.txt")
        if path.read_text(encoding="utf-8").strip()
    ]
    assert not ignored, f"ansible-test sanity is told to look away by {ignored}"
