"""A Dockerfile for scanners that know neither here-documents nor arguments in FROM: line by line it says the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import Template

HEREDOC = re.compile(r"<<-?(['\"]?)(?P<end>\w+)\1")
INSTRUCTION = re.compile(r"(?P<name>[A-Z]+)\b")
DEFAULT = re.compile(r"ARG (?P<name>\w+)=(?P<value>\S+)")


def plain(text: str) -> str:
    """The same build with the defaults in the place of the arguments of FROM, and here-documents as ordinary lines."""
    return "\n".join(without_heredocs(with_defaults(text).splitlines())) + "\n"


def with_defaults(text: str) -> str:
    """FROM names the images that are built on when no argument is given."""
    known: dict[str, str] = {}
    lines: list[str] = []
    for line in text.splitlines():
        declared = DEFAULT.match(line)
        if declared and not any(earlier.startswith("FROM ") for earlier in lines):
            known[declared["name"]] = Template(declared["value"]).substitute(known)
        lines.append(Template(line).substitute(known) if line.startswith("FROM ") else line)
    return "\n".join(lines)


def without_heredocs(lines: list[str]) -> Iterator[str]:
    """What RUN reads from a here-document becomes part of its line; what COPY writes becomes a comment."""
    rest, instruction, continued = iter(lines), "", False
    for line in rest:
        begun = INSTRUCTION.match(line)
        if begun and not continued:
            instruction = begun["name"]
        document = HEREDOC.search(line) if not line.lstrip().startswith("#") else None
        continued = line.endswith("\\")
        if document is None:
            yield line
            continue
        body = iter(rest.__next__, document["end"])
        if instruction == "RUN":
            yield HEREDOC.sub("true; \\\\", line)
            yield from (f"{part.rstrip(chr(92))} ; \\" if says_something(part) else "#" for part in body)
            yield "    true"
        else:
            yield HEREDOC.sub("written-here", line)
            yield from (f"# {part}" for part in body)
            yield "#"


def says_something(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")
