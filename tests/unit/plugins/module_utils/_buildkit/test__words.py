"""Words of a Dockerfile."""

from __future__ import annotations

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._words import (
    BadWordError,
    expand,
    raw_words,
    unquoted_words,
)

VALUES = {"A": "a", "EMPTY": "", "B_1": "b/c"}


def look_up(name: str, _unset_matters: bool) -> str | None:
    return VALUES.get(name)


@pytest.mark.parametrize(
    ("word", "expanded"),
    [
        ("$A$B_1", "ab/c"),
        ("${A}b", "ab"),
        ("$NO${NO}", ""),
        ("$", "$"),
        ("a$/b", "a$/b"),
        ("$1a", "a"),
        ("'$A'", "$A"),
        ('"$A"', "a"),
        ('"\\$A\\"\\a"', '$A"\\a'),
        ("\\$A", "$A"),
        ("${NO:-${A:+'$A'}}", "$A"),
        ("${EMPTY:-x}${EMPTY-x}", "x"),
        ("${EMPTY:+x}${EMPTY+y}", "y"),
        ("${B_1%/*}", "b"),
        ("${B_1:#b}", "/c"),
        ("${B_1/\\//-}", "b-c"),
        ("${NO#x}${NO/a/b}", ""),
    ],
)
def test_expand(word: str, expanded: str) -> None:
    assert expand(word, look_up, "\\") == expanded


@pytest.mark.parametrize(
    "word",
    ["${", "${A", "${}", "${{A}", "${:a}", "${A^}", "${A:=b}", "${NO?}", "${EMPTY:?x}", "'", '"', "${A/b}", "${A#\\b}"],
)
def test_bad_word(word: str) -> None:
    with pytest.raises(BadWordError):
        expand(word, look_up, "\\")


def test_other_escape() -> None:
    assert expand("`$A\\$A", look_up, "`") == "$A\\a"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('a  \'b c\' "d\\" e"', ["a", "'b c'", '"d\\" e"']),
        ("a\\ b ${x:-c d}", ["a\\ b", "${x:-c", "d}"]),
        ("a << b", ["a", "<< b"]),
        ("it's", []),
        ("${x^^}", []),
    ],
)
def test_raw_words(line: str, words: list[str]) -> None:
    assert raw_words(line) == words


def test_unquoted_words() -> None:
    assert unquoted_words("'a b'\\c $d") == ["a bc", "$d"]


def test_variables_nested_too_deep() -> None:
    with pytest.raises(ImageError, match=r"^dockerfile: found variables within variables"):
        expand("${A:-" * 2000 + "x" + "}" * 2000, lambda _name, _unset_matters: None, "\\")
