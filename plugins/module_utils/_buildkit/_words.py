# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Words of a Dockerfile: quotes, escapes and variables, as BuildKit reads them; no I/O (private to the collection).

Syntax: https://docs.docker.com/reference/dockerfile/#environment-replacement.
"""

from __future__ import annotations

from typing import Callable, Optional

from ._errors import ImageError
from ._patterns import replace, trim_prefix, trim_suffix

# The value of a variable, or None for one that is not set; the flag tells whether unset and empty make a difference.
Lookup = Callable[[str, bool], Optional[str]]

_SPECIAL_PARAMETERS = frozenset("@*#?-$!0")
_MODIFIERS = frozenset("+-?#%")


class BadWordError(ValueError):
    """A word that BuildKit refuses."""


def expand(word: str, lookup: Lookup, escape: str) -> str:
    """Return `word` without quotes and escapes, its variables replaced. Raises BadWordError, ImageError."""
    return _Lexer(word, lookup, escape).read_all()[0]


def raw_words(line: str) -> list[str]:
    """Return the words of `line` as they are written, or none where BuildKit cannot tell them apart."""
    try:
        return _Lexer(line, None, "\\", raw=True).read_all()[1]
    except BadWordError:
        return []


def unquoted_words(text: str) -> list[str]:
    """Return the words of `text` without quotes and escapes; its variables stay as they are."""
    try:
        return _Lexer(text, None, "\\").read_all()[1]
    except BadWordError:
        return []


class _Words:
    """Collects words from characters that may end one and from texts that cannot."""

    def __init__(self) -> None:
        self._done: list[str] = []
        self._current = ""

    def add(self, text: str) -> None:
        for character in text:
            if not character.isspace():
                self._current += character
            elif self._current:
                self._done.append(self._current)
                self._current = ""

    def add_raw(self, text: str) -> None:
        self._current += text

    def all(self) -> list[str]:
        return self._done + ([self._current] if self._current else [])


class _Lexer:
    """Reads one text once; with `raw` quotes and escapes stay, without `lookup` variables do."""

    def __init__(self, text: str, lookup: Lookup | None, escape: str, raw: bool = False) -> None:
        self._text = text
        self._place = 0
        self._lookup = lookup
        self._escape = escape
        self._raw_quotes = raw
        self._raw_escapes = raw

    def read_all(self) -> tuple[str, list[str]]:
        """Return the whole text and its words. Raises BadWordError, and ImageError for what is nested too deep."""
        try:
            return self.read()
        except RecursionError:
            raise ImageError(
                "dockerfile: found variables within variables, more levels than can be read; write some of them as an "
                "ARG of their own"
            ) from None

    def read(self, stop: str = "") -> tuple[str, list[str]]:
        """Return the text up to the character `stop`, or up to the end without one, and the words in it."""
        result, words = "", _Words()
        while self._peek():
            character = self._peek()
            if character == stop:
                self._next()
                return result, words.all()
            if character == "$":
                part = self._variable()
                words.add(part)
            elif character in "'\"":
                part = self._single_quoted() if character == "'" else self._double_quoted()
                words.add_raw(part)
            elif character == "<":
                part = self._less_than()
                words.add_raw(part)
            elif self._next() == self._escape:
                part = (self._escape if self._raw_escapes else "") + self._next()
                words.add_raw(part)
            else:
                part = character
                words.add(part)
            result += part
        if stop:
            raise BadWordError("found no {0!r}".format(stop))
        return result, words.all()

    def _peek(self) -> str:
        return self._text[self._place : self._place + 1]

    def _next(self) -> str:
        character = self._peek()
        self._place += 1
        return character

    def _until(self, stop: str, raw_escapes: bool) -> str:
        before, self._raw_escapes = self._raw_escapes, raw_escapes
        try:
            return self.read(stop)[0]
        finally:
            self._raw_escapes = before

    def _single_quoted(self) -> str:
        end = self._text.find("'", self._place + 1)
        if end < 0:
            raise BadWordError("found no closing single quote")
        begin, self._place = self._place, end + 1
        return self._text[begin : end + 1] if self._raw_quotes else self._text[begin + 1 : end]

    def _double_quoted(self) -> str:
        quote = self._next() if self._raw_quotes else self._next()[:0]
        result = quote
        while self._peek():
            if self._peek() == "$":
                result += self._variable()
                continue
            character = self._next()
            if character == '"':
                return result + quote
            if character == self._escape:
                if self._raw_escapes:
                    result += character
                if self._peek() in ('"', "$", self._escape):
                    character = self._next()
            result += character
        raise BadWordError("found no closing double quote")

    def _less_than(self) -> str:
        """Keep the blanks between the sign of a here-document and its name within one word."""
        begin = self._place
        self._next()
        if self._peek() == "<":
            self._next()
            while self._peek() and self._peek() in "\t\r ":
                self._next()
        return self._text[begin : self._place]

    def _variable(self) -> str:
        self._next()
        if self._peek() != "{":
            name = self._name()
            return "$" + name if self._lookup is None or not name else self._value(name)
        self._next()
        if self._peek() in ("", "{", "}", ":"):
            raise BadWordError("bad substitution")
        name = self._name()
        modifier = self._next()
        if modifier == "}":
            return "${" + name + "}" if self._lookup is None else self._value(name)
        if modifier == "/":
            return self._with_replacement(name)
        return self._modified(name, modifier)

    def _value(self, name: str) -> str:
        return (self._lookup(name, False) if self._lookup else None) or ""

    def _modified(self, name: str, modifier: str) -> str:
        with_colon = modifier == ":"
        if with_colon:
            modifier = self._next()
        if not with_colon and modifier not in _MODIFIERS:
            raise BadWordError("unsupported modifier {0!r}".format(modifier))
        word = self._until("}", raw_escapes=modifier in ("#", "%"))
        if self._lookup is None:
            return "${" + name + (":" if with_colon else "") + modifier + word + "}"
        if modifier in ("#", "%"):
            greedy = word.startswith(modifier)
            trim = trim_prefix if modifier == "#" else trim_suffix
            return self._matched(trim, self._value(name), word[1:] if greedy else word, greedy)
        value = self._lookup(name, not with_colon)
        present = bool(value) if with_colon else value is not None
        if modifier == "-":
            return value or "" if present else word
        if modifier == "+":
            return word if present else ""
        if modifier == "?" and present:
            return value or ""
        raise BadWordError("{0}: {1}".format(name, word or "unsupported modifier, or no value"))

    def _with_replacement(self, name: str) -> str:
        every = self._peek() == "/"
        if every:
            self._next()
        pattern, replacement = self._until("/", raw_escapes=True), self._until("}", raw_escapes=True)
        if self._lookup is None:
            return "${" + "/".join([name, pattern, replacement]) + "}"
        return self._matched(replace, self._value(name), pattern, replacement, every)

    @staticmethod
    def _matched(change: Callable[..., str], *arguments: object) -> str:
        try:
            return change(*arguments)
        except ValueError as error:
            raise BadWordError(str(error)) from error

    def _name(self) -> str:
        """Read a name of letters, digits and `_`, digits alone, or one special parameter; empty where there is none."""
        begin = self._place
        first = self._peek()
        if first.isdecimal():
            while self._peek().isdecimal():
                self._next()
        elif first in _SPECIAL_PARAMETERS:
            self._next()
        else:
            while self._peek().isalpha() or self._peek().isdecimal() or self._peek() == "_":
                self._next()
        return self._text[begin : self._place]
