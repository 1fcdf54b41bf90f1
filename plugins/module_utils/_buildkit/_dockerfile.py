# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The instructions of a Dockerfile, and where a build's steps stand in it; no I/O (private to the collection).

Syntax: https://docs.docker.com/reference/dockerfile/ (parser directives, here-documents).
"""

from __future__ import annotations

import json
import re

from ._words import raw_words, unquoted_words

_DIRECTIVE = re.compile(r"#\s*([A-Za-z][A-Za-z0-9]*)\s*=\s*(.+?)\s*\Z")
_DIRECTIVES = ("check", "escape", "syntax")
_BLANKS = re.compile(r"[\t\v\f\r ]+")
_HEREDOC = re.compile(r"[0-9]*<<(-?)([\t\r ]*)([^<]*)\Z")
_HEREDOC_INSTRUCTIONS = ("RUN", "COPY", "ADD")
_VARIABLE = re.compile(r"\\(.)|\$(?:(\w+)|\{(\w+)(?:(:?[-+])([^}]*))?\})")


def syntax_image(text: str) -> str:
    """Return the image that is to read the Dockerfile (`# syntax=`), empty where the engine's own does."""
    lines = _lines(text)
    return _directives(lines[1:] if lines[0].startswith("#!") else lines).get("syntax", "").partition(" ")[0]


def escape_of(text: str) -> str:
    """Return the character that escapes (`# escape=`)."""
    value = _directives([line.lstrip() for line in _lines(text)]).get("escape", "\\")
    return value if len(value) == 1 else "\\"


def line_of(text: str, step: str) -> int | None:
    """Return the line on which the `step` of a build begins, or None where none or several could be meant.

    `step` is an instruction in the words of a builder's output, which has replaced the variables in it.
    """
    found = []
    for line, instruction, arguments in instructions(text):
        words = _replaced_anyhow(" ".join([instruction, *arguments.split()]))
        if re.fullmatch(words, " ".join(step.split()), re.DOTALL):
            found.append(line)
    return found[0] if len(found) == 1 else None


def instructions(text: str) -> list[tuple[int, str, str]]:
    """Return the line on which each instruction begins, its name in upper case, and its arguments on one line."""
    escape = escape_of(text)
    continued = re.compile(r"(^|[^{0}]){0}[ \t]*\Z".format(re.escape(escape)))
    result = []
    lines = _lines(text)
    place = 0
    while place < len(lines):
        number, line = place + 1, lines[place]
        place += 1
        if not _says_something(line):
            continue
        logical, more = continued.subn(r"\1", line.lstrip())
        while more and place < len(lines):
            if _says_something(lines[place]):
                part, more = continued.subn(r"\1", lines[place])
                logical += part
            place += 1
        word, arguments = split_instruction(logical)
        if _may_have_heredocs(word, arguments, escape):
            place = _behind_heredocs(logical, lines, place)
        result.append((number, word, arguments))
    return result


def split_instruction(line: str) -> tuple[str, str]:
    """Return the name of an instruction in upper case, and its arguments."""
    word, arguments = [*_BLANKS.split(line.strip(), maxsplit=1), ""][:2]
    return word.upper(), arguments.strip()


def split_flags(arguments: str, escape: str) -> tuple[list[str], str]:
    """Return the flags in front of an instruction's arguments, without quotes and escapes, and the other arguments."""
    flags = []
    rest = arguments.lstrip()
    while rest.startswith("--"):
        flag, rest = _first_flag(rest, escape)
        rest = rest.lstrip()
        if flag == "--":
            break
        flags.append(flag)
    return flags, rest


def _first_flag(text: str, escape: str) -> tuple[str, str]:
    flag, quote = "", ""
    characters = enumerate(text)
    for place, character in characters:
        if character == escape:
            flag += next(characters, (0, ""))[1]
        elif quote or character in "'\"":
            if quote in ("", character):
                quote = "" if quote else character
            else:
                flag += character
        elif character.isspace():
            return flag, text[place:]
        else:
            flag += character
    return flag, ""


def _lines(text: str) -> list[str]:
    return [line.rstrip("\r") for line in text.lstrip("\ufeff").split("\n")]


def _says_something(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _may_have_heredocs(instruction: str, arguments: str, escape: str) -> bool:
    if instruction == "ONBUILD":
        instruction, arguments = split_instruction(split_flags(arguments, escape)[1])
    if instruction not in _HEREDOC_INSTRUCTIONS or "<<" not in arguments:
        return False
    return not _is_list(split_flags(arguments, escape)[1])


def _is_list(arguments: str) -> bool:
    try:
        return arguments.startswith("[") and isinstance(json.loads(arguments), list)
    except ValueError:
        return False


def _behind_heredocs(logical: str, lines: list[str], place: int) -> int:
    """Return the place of the line behind the here-documents that the instruction in the line `logical` begins."""
    for heredoc in filter(None, map(_HEREDOC.match, raw_words(logical))):
        dash, blanks, name = heredoc.groups()
        words = unquoted_words(name)
        if len(words) != 1:
            continue
        bodies = (line.lstrip("\t") if dash else line for line in lines[place:])
        end = next((number for number, line in enumerate(bodies, place + 1) if line == words[0]), None)
        if end is None and blanks:
            continue  # releases before BuildKit 0.17 take no blanks there, and it was none for them
        place = len(lines) if end is None else end
    return place


def _directives(lines: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in lines:
        match = _DIRECTIVE.match(line)
        if not match or match.group(1).lower() not in _DIRECTIVES:
            break
        found.setdefault(match.group(1).lower(), match.group(2))
    return found


def _replaced_anyhow(text: str) -> str:
    """Return a pattern that matches `text` whatever its variables stand for."""
    pattern, end = "", 0
    for variable in _VARIABLE.finditer(text):
        replaced = ".*" if variable.group(1) is None else ".?" + re.escape(variable.group(0)[1:])
        pattern += re.escape(text[end : variable.start()]) + replaced
        end = variable.end()
    return pattern + re.escape(text[end:])
