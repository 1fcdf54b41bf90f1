# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which paths of a build context the ignore file leaves out; no I/O (private to the collection).

The rules are those of BuildKit, not of docker-py, from which they differ in case, exceptions, escapes and parents:
https://github.com/moby/patternmatcher and the walk in https://github.com/tonistiigi/fsutil (filter.go).
"""

from __future__ import annotations

import posixpath
import re
import warnings
from dataclasses import dataclass

from ._errors import ImageError

_GLOB_CHARACTERS = set("*[]?^\\")
# '{', '|' and '}' are missing, so they keep their meaning in a pattern that has a glob: the table of characters that
# patternmatcher escapes holds only those below 64.
_LITERAL_IN_GLOB = set(".+()$")
_REPETITION = re.compile(r"\{(?:0|[1-9][0-9]*)(?:,(?:0|[1-9][0-9]*)?)?\}")
# BuildKit hands an escaped character to Go's regular expressions, where these have a meaning.
_GO_ESCAPES = {letter: "\\" + letter for letter in "dDwWsSbBAafnrtv"}
_GO_ESCAPES["z"] = r"\Z"
# Names that Go's regular expressions know in a class, and Python's do not.
_GO_CLASSES = {
    "alnum": "0-9A-Za-z", "alpha": "A-Za-z", "ascii": r"\x00-\x7f", "blank": r"\t ", "cntrl": r"\x00-\x1f\x7f",
    "digit": "0-9", "graph": "!-~", "lower": "a-z", "print": " -~", "punct": r"!-/:-@\[-`{-~", "space": r"\s",
    "upper": "A-Z", "word": r"\w", "xdigit": "0-9A-Fa-f",
}  # fmt: skip
_ODD_BYTE = re.compile("[\udc80-\udcff]")  # as surrogate escapes
_CLASS = re.compile(r"\\.|\[\^?\]?(?:\[:[^]]*:\]|\\.|[^]])*\]")
_NAMED_CLASS = re.compile(r"\\.|\[:(.*?):\]")


@dataclass(frozen=True)
class _Pattern:
    text: str
    exception: bool
    kind: str  # exact, prefix, suffix or regex
    regex: re.Pattern[str] | None

    def matches(self, path: str) -> bool:
        if self.kind == "exact":
            return path == self.text
        if self.kind == "prefix":
            return path.startswith(self.text[:-2])
        if self.kind == "suffix":
            end = self.text[2:]
            return path.endswith(end) or (end.startswith("/") and path == end[1:])
        return self.regex is not None and self.regex.search(_without_odd_bytes(path)) is not None

    def fixed_part(self) -> str:
        """The text without a glob at its end, as the walk uses it to decide which folders to enter."""
        text = self.text
        for end in ("/**", "/*"):
            if text.endswith(end):
                text = text[: -len(end)]
        return text


class IgnoreRules:
    """The patterns of one ignore file, to be asked from the root of the context downwards."""

    def __init__(self, text: str, source: str) -> None:
        """Parse `text`; `source` names the file in errors. Raises ImageError for a pattern BuildKit refuses."""
        self._patterns = [_compile(line, source) for line in _lines(_without_odd_bytes(text))]
        exceptions = [pattern for pattern in self._patterns if pattern.exception]
        self._exception_starts = [pattern.fixed_part() + "/" for pattern in exceptions]
        # Only a pattern that follows an exception can take back what the exception kept.
        kinds = [pattern.exception for pattern in self._patterns]
        self._takes_back = True in kinds and False in kinds[kinds.index(True) :]
        self._prunes = not any(_GLOB_CHARACTERS & set(pattern.fixed_part()) for pattern in exceptions)

    def root(self) -> tuple[bool, ...]:
        """What the root matches: nothing, since BuildKit never asks about it."""
        return ()

    def judge(self, path: str, parent: tuple[bool, ...]) -> tuple[bool, tuple[bool, ...]]:
        """Return whether `path` is left out, and what its children have to be judged with.

        `parent` is what `judge` returned for the folder that holds `path`: a pattern that matched a folder
        matches all that it holds.
        """
        ignored = False
        matched = []
        for number, pattern in enumerate(self._patterns):
            match = bool(parent) and parent[number]
            # BuildKit asks a pattern only when its answer can change the result so far, and its children inherit that.
            if not match and pattern.exception == ignored:
                match = pattern.matches(path)
            matched.append(match)
            if match:
                ignored = not pattern.exception
        return ignored, tuple(matched)

    def last_match(self, judged: tuple[bool, ...]) -> tuple[int, str]:
        """Return the place and the text of the last pattern that leaves out a path that `judge` has `judged`."""
        places = (number for number in range(len(judged) - 1, -1, -1) if judged[number])
        number = next(number for number in places if not self._patterns[number].exception)
        return number, self._patterns[number].text

    def hides_content(self, path: str, judged: tuple[bool, ...] | None = None) -> bool:
        """Return whether BuildKit leaves out the content of the file `path`, which `judge` keeps, so that it is empty.

        Its walk judges as `judge` does, but its reader asks all patterns about all parents (fsutil's filter.go, Open).
        Where it is known what `judge` has `judged` the path with, and no pattern matched, both say the same.
        """
        if not self._takes_back or (judged is not None and True not in judged):
            return False
        starts = [path[:end] for end, character in enumerate(path) if character == "/"] + [path]
        ignored = False
        for pattern in self._patterns:
            if pattern.exception == ignored and any(pattern.matches(start) for start in starts):
                ignored = not pattern.exception
        return ignored

    def may_keep_below(self, path: str) -> bool:
        """Return whether an exception could match something in the ignored folder `path`, so that it is entered."""
        if not self._prunes:
            return True
        return any(start.startswith(path + "/") for start in self._exception_starts)


def _without_odd_bytes(text: str) -> str:
    """Return `text` with a replacement character for each byte that is no UTF-8, as Go reads it."""
    return text if text.isascii() else _ODD_BYTE.sub("\ufffd", text)


def _lines(text: str) -> list[str]:
    """Return the patterns of an ignore file, cleaned as BuildKit's reader does it."""
    patterns = []
    for number, line in enumerate(text.split("\n")):
        if number == 0:
            line = line[1:] if line.startswith("\ufeff") else line
        if line.startswith("#"):
            continue
        line = line.strip()
        if not line:
            continue
        exception = line.startswith("!")
        if exception:
            line = line[1:].strip()
        if line:
            line = _clean(line)
            if len(line) > 1 and line.startswith("/"):
                line = line[1:]
        # BuildKit cleans a second time, with the sign as a part of the name: '!../../a' is 'a'.
        patterns.append(_clean("!" + line if exception else line.strip()))
    return patterns


def _clean(path: str) -> str:
    """Go's filepath.Clean: like normpath, but with a single leading slash."""
    cleaned = posixpath.normpath(path)
    return "/" + cleaned.lstrip("/") if cleaned.startswith("//") else cleaned


def _compile(line: str, source: str) -> _Pattern:
    exception = line.startswith("!")
    text = line[1:] if exception else line
    if not text:
        raise ImageError("{0}: found the pattern '!', which excepts nothing; name a path after it".format(source))
    if not _valid(text):
        raise ImageError(
            "{0}: found the pattern {1!r}, which BuildKit refuses; close each '[' with a ']' that has something "
            "before it, and end no pattern with a backslash".format(source, line)
        )
    try:
        kind, expression = _translate(text)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # "[[" means in both what it says today
            regex = re.compile(expression, re.ASCII) if kind == "regex" else None
    except re.error as error:
        raise ImageError(
            "{0}: found the pattern {1!r}, which BuildKit refuses ({2})".format(source, line, error)
        ) from error
    return _Pattern(text, exception, kind, regex)


def _valid(text: str) -> bool:
    """Return whether Go's filepath.Match accepts the syntax of `text`."""
    position = 0
    while position < len(text):
        if text[position] == "\\":
            position += 1
            if position == len(text):
                return False
        elif text[position] == "[":
            position = _end_of_class(text, position + 1)
            if position < 0:
                return False
        position += 1
    return True


def _end_of_class(text: str, position: int) -> int:
    """Return the place of the `]` that ends the class which begins before `position`, or -1."""
    if text[position : position + 1] == "^":
        position += 1
    ranges = 0
    while position < len(text):
        if text[position] == "]" and ranges:
            return position
        position = _end_of_character(text, position)
        if position > 0 and text[position : position + 1] == "-":
            position = _end_of_character(text, position + 1)
        if position < 0:
            return -1
        ranges += 1
    return -1


def _end_of_character(text: str, position: int) -> int:
    """Return the place after one character of a class, escaped or not, or -1."""
    if text[position : position + 1] == "\\":
        position += 1
    elif text[position : position + 1] in ("-", "]"):
        return -1
    # A class has to go on after each character, since at least its end is missing.
    return position + 1 if position + 1 < len(text) else -1


def _translate(text: str) -> tuple[str, str]:
    """Return the kind of match that `text` needs, and the regular expression if it needs one."""
    kind, expression, position = "exact", "(?:^)", 0  # grouped, since Go lets a "{1}" repeat it
    while position < len(text):
        character, begin = text[position], position
        position += 1
        if text.startswith("**", begin):
            position += 1
            if text[position : position + 1] == "/":
                position += 1
            if position < len(text):
                expression, kind = expression + "(.*/)?", "regex"
            elif kind == "exact":
                kind = "prefix"
            else:
                expression, kind = expression + ".*", "regex"
            if begin == 0:
                kind = "suffix"
        elif character in "*?":
            expression, kind = expression + ("[^/]*" if character == "*" else "[^/]"), "regex"
        elif character == "\\" and position < len(text):
            expression, kind = expression + _GO_ESCAPES.get(text[position], "\\" + text[position]), "regex"
            position += 1
        elif character in "[]":
            expression, kind = expression + character, "regex"
        elif character in _LITERAL_IN_GLOB or (character == "{" and not _REPETITION.match(text, begin)):
            expression += "\\" + character
        else:
            expression += character
    return kind, _CLASS.sub(_write_out_names, expression) + r"\Z"


def _write_out_names(found: re.Match[str]) -> str:
    """Return a class of characters with each `[:name:]` in it written out; raises re.error for an unknown name."""

    def write_out(named: re.Match[str]) -> str:
        if named.group(1) is None:
            return named.group(0)
        if named.group(1) not in _GO_CLASSES:
            raise re.error("unknown class {0}".format(named.group(0)))
        return _GO_CLASSES[named.group(1)]

    text = found.group(0)
    return text if text.startswith("\\") else "[" + _NAMED_CLASS.sub(write_out, text[1:])
