# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which images a Dockerfile builds on, and where its steps stand in it; no I/O (private to the collection).

Syntax: https://docs.docker.com/reference/dockerfile/ (parser directives, ARG, FROM, COPY --from, RUN --mount,
here-documents).
"""

from __future__ import annotations

import re
from typing import Iterator

_DIRECTIVE = re.compile(r"#\s*([A-Za-z][A-Za-z0-9]*)\s*=\s*(\S+).*\Z")
_WORD = re.compile(r"(?:\\.|'[^']*'|\"(?:\\.|[^\"\\])*\"|[^\s'\"\\]|['\"\\])+")
_QUOTED = re.compile(r"\\(.)|'([^']*)'|\"((?:\\.|[^\"\\])*)\"")
_HEREDOC = re.compile(r"[0-9]*<<(-?)([^<]+)\Z")
_HEREDOC_INSTRUCTIONS = ("RUN", "COPY", "ADD")
_VARIABLE = re.compile(r"\\(.)|\$(?:(\w+)|\{(\w+)(?:(:?[-+])([^}]*))?\})")


def base_images(text: str, build_args: dict[str, str], named_contexts: set[str], of_target: bool = False) -> list[str]:
    """Return the image references that the Dockerfile `text` reads, sorted, variables replaced.

    With `of_target` only those that have to be of the platform that the image is built for.

    Left out: `scratch`, stages of the same file and names in `named_contexts`. An image named by a variable that
    only the engine knows (such as TARGETARCH) stays in as written: it is never found, and BuildKit decides.
    """
    images: set[str] = set()
    stages: set[str] = set()
    variables: dict[str, str] = {}
    before_from = True
    syntax = syntax_image(text)
    if syntax and not of_target:
        images.add(syntax)
    for _line, instruction, arguments in instructions(text):
        flags, words = _split_flags(arguments)
        found: list[str] = []
        if instruction == "ARG" and before_from:
            _declare(words, build_args, variables)
        elif instruction == "FROM":
            before_from = False
            own_platform = any(flag.startswith("--platform=") for flag in flags)
            found = [] if of_target and own_platform else words[:1]
        elif instruction in ("COPY", "ADD"):
            found = [flag[len("--from=") :] for flag in flags if flag.startswith("--from=")]
        elif instruction == "RUN":
            found = _mounted_images(flags)
        for name in found:
            image = _replace(name, variables)
            if image.lower() not in stages | {"scratch"} and image not in named_contexts and not image.isdigit():
                images.add(image)
        if instruction == "FROM" and len(words) == 3 and words[1].upper() == "AS":
            stages.add(words[2].lower())
    return sorted(images)


def syntax_image(text: str) -> str:
    """Return the image that is to read the Dockerfile (`# syntax=`), empty where the engine's own does."""
    return _directives(text).get("syntax", "")


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
    escape = re.escape(_directives(text).get("escape", "\\"))
    continued = re.compile(r"(^|[^{0}]){0}[ \t]*\Z".format(escape))
    result = []
    numbered = enumerate(_lines(text), 1)
    lines = (line for _number, line in numbered)
    for number, line in numbered:
        if not _says_something(line):
            continue
        logical, more = continued.subn(r"\1", line)
        while more:
            following = next((later for later in lines if _says_something(later)), "")
            part, more = continued.subn(r"\1", following)
            logical += part
        word, arguments = [*logical.split(None, 1), ""][:2]
        if word.upper() in _HEREDOC_INSTRUCTIONS:
            _pass_heredocs(arguments, lines)
        result.append((number, word.upper(), arguments.strip()))
    return result


def _lines(text: str) -> list[str]:
    return [line.rstrip("\r") for line in text.lstrip("\ufeff").split("\n")]


def _says_something(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _pass_heredocs(arguments: str, lines: Iterator[str]) -> None:
    """Take from `lines` the texts of the here-documents that an instruction with these `arguments` begins."""
    for heredoc in filter(None, map(_HEREDOC.match, _WORD.findall(arguments))):
        end = _unquote(heredoc.group(2))
        for body in lines:
            if (body.lstrip("\t") if heredoc.group(1) else body) == end:
                break


def _directives(text: str) -> dict[str, str]:
    found = {}
    for line in _lines(text):
        match = _DIRECTIVE.match(line)
        if not match:
            break
        found[match.group(1).lower()] = match.group(2)
    return found


def _split_flags(arguments: str) -> tuple[list[str], list[str]]:
    """Return the flags in front of an instruction's arguments, and the other words."""
    words = _WORD.findall(arguments)
    number = next((place for place, word in enumerate(words) if not word.startswith("--")), len(words))
    return words[:number], words[number:]


def _unquote(word: str) -> str:
    return _QUOTED.sub(lambda match: match.group(1) or match.group(2) or match.group(3) or "", word)


def _declare(declarations: list[str], build_args: dict[str, str], variables: dict[str, str]) -> None:
    for declaration in declarations:
        name, equals, default = declaration.partition("=")
        if name in build_args:
            variables[name] = build_args[name]
        elif equals:
            variables[name] = _replace(_unquote(default), variables)


def _mounted_images(flags: list[str]) -> list[str]:
    images = []
    for flag in flags:
        name, _equals, options = flag.partition("=")
        for option in options.split(",") if name == "--mount" else ():
            key, _equals, value = option.partition("=")
            if key.lower() == "from":
                images.append(value)
    return images


def _replace(text: str, variables: dict[str, str]) -> str:
    """Replace `$NAME`, `${NAME}`, `${NAME:-default}` and `${NAME:+other}` by what BuildKit would put there."""

    def value(match: re.Match[str]) -> str:
        escaped, plain, braced, operator, word = match.groups()
        if escaped is not None:
            return escaped
        name = plain or braced
        known = variables.get(name)
        present = bool(known) if operator and operator.startswith(":") else known is not None
        if operator and operator.endswith("+"):
            return word if present else ""
        if operator and not present:
            return word
        return known if known is not None else match.group(0)

    return _VARIABLE.sub(value, text)


def _replaced_anyhow(text: str) -> str:
    """Return a pattern that matches `text` whatever its variables stand for."""
    pattern, end = "", 0
    for variable in _VARIABLE.finditer(text):
        replaced = ".*" if variable.group(1) is None else ".?" + re.escape(variable.group(0)[1:])
        pattern += re.escape(text[end : variable.start()]) + replaced
        end = variable.end()
    return pattern + re.escape(text[end:])
