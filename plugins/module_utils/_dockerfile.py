# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which images a Dockerfile builds on; no I/O (private to the collection).

Syntax: https://docs.docker.com/reference/dockerfile/ (parser directives, ARG, FROM, COPY --from, RUN --mount,
here-documents).
"""

from __future__ import annotations

import re

_DIRECTIVE = re.compile(r"#\s*(\w+)\s*=\s*(\S+)\s*\Z")
_HEREDOC = re.compile(r"<<(-?)([\"']?)([A-Za-z_][A-Za-z0-9_]*)\2")
_VARIABLE = re.compile(r"\\(.)|\$(?:(\w+)|\{(\w+)(?:(:?[-+])([^}]*))?\})")
_FROM = re.compile(r"(?:--platform=\S+\s+)?(\S+)(?:\s+AS\s+(\S+))?\s*\Z", re.IGNORECASE)
_COPY_FROM = re.compile(r"--from=(\S+)")
_MOUNT = re.compile(r"--mount=(\S+)")


def base_images(text: str, build_args: dict[str, str], named_contexts: set[str]) -> list[str]:
    """Return the image references that the Dockerfile `text` reads, sorted, variables replaced.

    Left out: `scratch`, stages of the same file and names in `named_contexts`. An image named by a variable that
    only the engine knows (such as TARGETARCH) stays in as written: it is never found, and BuildKit decides.
    """
    images: set[str] = set()
    stages: set[str] = set()
    variables: dict[str, str] = {}
    before_from = True
    syntax = _directives(text).get("syntax")
    if syntax:
        images.add(syntax)
    for instruction, arguments in instructions(text):
        found = []
        if instruction == "ARG" and before_from:
            _declare(arguments, build_args, variables)
        elif instruction == "FROM":
            before_from = False
            match = _FROM.match(arguments)
            if match:
                found = [match.group(1)]
        elif instruction in ("COPY", "ADD"):
            found = _COPY_FROM.findall(arguments)
        elif instruction == "RUN":
            found = _mounted_images(arguments)
        for name in found:
            image = _replace(name, variables)
            if image.lower() not in stages | {"scratch"} and image not in named_contexts and not image.isdigit():
                images.add(image)
        if instruction == "FROM" and match and match.group(2):
            stages.add(match.group(2).lower())
    return sorted(images)


def instructions(text: str) -> list[tuple[str, str]]:
    """Return the instructions of a Dockerfile, in upper case, each with its arguments on one line."""
    escape = _directives(text).get("escape", "\\")
    result = []
    lines = iter(text.splitlines())
    for line in lines:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        logical = line.rstrip()
        while logical.endswith(escape):
            following = next(lines, None)
            if following is None:
                logical = logical[:-1]
            elif following.strip() and not following.lstrip().startswith("#"):
                logical = logical[:-1] + following.rstrip()
        word, _space, arguments = logical.strip().partition(" ")
        for dash, _quote, end in _HEREDOC.findall(arguments) if word.upper() in ("RUN", "COPY", "ADD") else ():
            for body in lines:
                if (body.lstrip("\t") if dash else body) == end:
                    break
        result.append((word.upper(), arguments.strip()))
    return result


def _directives(text: str) -> dict[str, str]:
    found = {}
    for line in text.lstrip("\ufeff").splitlines():
        match = _DIRECTIVE.match(line.strip())
        if not match:
            break
        found[match.group(1).lower()] = match.group(2)
    return found


def _declare(arguments: str, build_args: dict[str, str], variables: dict[str, str]) -> None:
    for declaration in arguments.split():
        name, equals, default = declaration.partition("=")
        if name in build_args:
            variables[name] = build_args[name]
        elif equals:
            variables[name] = _replace(default.strip("\"'"), variables)


def _mounted_images(arguments: str) -> list[str]:
    images = []
    for mount in _MOUNT.findall(arguments):
        for field in mount.split(","):
            key, _equals, value = field.partition("=")
            if key == "from":
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
