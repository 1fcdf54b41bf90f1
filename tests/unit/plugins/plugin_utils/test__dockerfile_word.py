"""How values are written in a Dockerfile; tests/module/test_dockerfile_values.py asks BuildKit what it reads."""

from __future__ import annotations

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._words import expand
from ansible_collections.sovd.prod_images.plugins.plugin_utils._dockerfile_word import (
    LONGEST,
    dockerfile_word,
    has_word,
    text_of,
)

WORDS = {
    "plain": "plain",
    "127.0.0.1,10.0.0.0/8": "127.0.0.1,10.0.0.0/8",
    "": '""',
    "two words": '"two words"',
    " lead and trail ": '" lead and trail "',
    "Zürich": '"Zürich"',
    "☃": '"☃"',
    "😀": '"😀"',
    "a\tb": '"a\tb"',
    "a\rb\r": '"a\rb\r"',
    'say "x"': r'"say \"x\""',
    "it's": '"it\'s"',
    "back\\slash": r'"back\\slash"',
    "end\\": r'"end\\"',
    "$HOME ${X}": r'"\$HOME \${X}"',
    "# no comment": '"# no comment"',
    "<<EOF": '"<<EOF"',
    "`x`": '"`x`"',
    "\ufeffx\u2028y\x85": '"\ufeffx\u2028y\x85"',
}


@pytest.mark.parametrize(("text", "word"), WORDS.items())
def test_words(text: str, word: str) -> None:
    assert dockerfile_word(text) == word
    assert expand(word, lambda _name, _unset: "a variable", "\\") == text


@pytest.mark.parametrize(
    ("value", "text"), [("x", "x"), ("True", "True"), (True, "true"), (False, "false"), (0, "0"), (-7, "-7")]
)
def test_values_become_texts(value: object, text: str) -> None:
    assert text_of(value) == text


def test_what_no_dockerfile_can_hold() -> None:
    assert [text for text in WORDS if not has_word(text)] == []
    assert [text for text in ("a\nb", "\n", "\0", "\ud83d", "ä" * 33000, "$" * LONGEST) if has_word(text)] == []
