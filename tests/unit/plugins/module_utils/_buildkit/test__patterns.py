"""The patterns of variables."""

from __future__ import annotations

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._patterns import (
    replace,
    trim_prefix,
    trim_suffix,
)


@pytest.mark.parametrize(
    ("value", "pattern", "greedy", "rest"),
    [
        ("a.b.c", "*.", False, "b.c"),
        ("a.b.c", "*.", True, "c"),
        ("abc", "?", False, "bc"),
        ("abc", "*", False, "abc"),
        ("abc", "*", True, ""),
        ("abc", "b", True, "abc"),
        ("*a", "\\*", False, "a"),
        ("[a]b", "[a]", False, "b"),
        ("/a", "\\/", False, "a"),
    ],
)
def test_trim_prefix(value: str, pattern: str, greedy: bool, rest: str) -> None:
    assert trim_prefix(value, pattern, greedy) == rest


@pytest.mark.parametrize(
    ("value", "pattern", "greedy", "rest"),
    [
        ("a.b.c", ".*", False, "a.b"),
        ("a.b.c", ".*", True, "a"),
        ("a*", "\\*", False, "a"),
        ("ab", "a", False, "ab"),
        ("é日", "?", False, "é"),
    ],
)
def test_trim_suffix(value: str, pattern: str, greedy: bool, rest: str) -> None:
    assert trim_suffix(value, pattern, greedy) == rest


@pytest.mark.parametrize(
    ("value", "pattern", "replacement", "every", "result"),
    [
        ("abab", "a", "x", False, "xbab"),
        ("abab", "a", "x", True, "xbxb"),
        ("abc", "*", "x", True, "x"),
        ("abc", "", "-", True, "-a-b-c-"),
        ("", "*", "x", True, "x"),
        ("ab", "a", "$0$1$$", True, "a$b"),
        ("ab", "a", "$0", False, "$0b"),
    ],
)
def test_replace(value: str, pattern: str, replacement: str, every: bool, result: str) -> None:
    assert replace(value, pattern, replacement, every) == result


@pytest.mark.parametrize("pattern", ["\\a", "a\\"])
def test_escape_that_is_none(pattern: str) -> None:
    with pytest.raises(ValueError, match="invalid escape"):
        trim_prefix("a", pattern, greedy=False)
