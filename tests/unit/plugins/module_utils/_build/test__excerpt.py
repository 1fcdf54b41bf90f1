"""What is shown of long texts and lists."""

from __future__ import annotations

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._excerpt import (
    differing_parts,
    excerpt,
    excerpts,
)

# title: (text, what is shown of it with 4 characters)
TEXTS = {
    "empty": ("", ""),
    "just as long": ("abcd", "abcd"),
    "longer": ("abcdef", "abcd... (2 more characters)"),
}


@pytest.mark.parametrize(("text", "shown"), TEXTS.values(), ids=TEXTS.keys())
def test_excerpt(text: str, shown: str) -> None:
    assert excerpt(text, 4) == shown


def test_excerpts() -> None:
    assert excerpts([], 2, 4) == []
    assert excerpts(["a", "abcde"], 2, 4) == ["a", "abcd... (1 more characters)"]
    assert excerpts(["a", "b", "c", "d"], 2, 4) == ["a", "b", "and 2 more"]


LINES = [f"line {number}\n" for number in range(100)]


def changed(*numbers: int) -> str:
    return "".join(line.upper() if number in numbers else line for number, line in enumerate(LINES))


def test_short_texts_are_whole() -> None:
    assert differing_parts("a\n", "b\n", 2) == ("a\n", "b\n")


# title: (numbers of the changed lines, equal lines in front and behind that are left out)
CHANGES = {
    "in the middle": ((50, 52), 47, 44),
    "at the begin": ((0,), 0, 96),
    "in the second line": ((1,), 0, 95),
    "at the end": ((99,), 96, 0),
}


@pytest.mark.parametrize(("numbers", "front", "behind"), CHANGES.values(), ids=CHANGES.keys())
def test_what_differs_of_long_texts(numbers: tuple[int, ...], front: int, behind: int) -> None:
    before, after = differing_parts(changed(), changed(*numbers), 500)
    begin = f"... ({front} equal lines)\n" if front else ""
    end = f"... ({behind} equal lines)\n" if behind else ""
    kept = slice(front, len(LINES) - behind)
    assert before == begin + "".join(LINES[kept]) + end
    assert after == begin + "".join(changed(*numbers).splitlines(keepends=True)[kept]) + end


def test_what_differs_may_be_too_long_itself() -> None:
    before, after = differing_parts("x" * 1000, "", 100)
    assert (before, after) == ("x" * 100 + "... (900 more characters)\n", "")
    before, after = differing_parts(changed(), changed(0, 99), 100)
    assert len(before) == len(after) == len("... (690 more characters)\n") + 100


def test_appended_lines() -> None:
    before, after = differing_parts(changed(), changed() + "new\n", 500)
    assert before == "... (97 equal lines)\n" + "".join(LINES[97:])
    assert after == before + "new\n"


def test_repeated_lines_are_counted_once() -> None:
    before, after = differing_parts("a\n" * 300, "a\n" * 310, 500)
    assert before == "... (297 equal lines)\n" + "a\n" * 3
    assert after == "... (297 equal lines)\n" + "a\n" * 13
