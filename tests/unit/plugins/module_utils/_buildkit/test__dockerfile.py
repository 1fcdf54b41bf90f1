"""The instructions of a Dockerfile, and what stands above them."""

from __future__ import annotations

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._dockerfile import (
    escape_of,
    instructions,
    line_of,
    split_flags,
    syntax_image,
)


def test_instructions() -> None:
    text = "# c\nfrom a\nRUN one \\\n  two\ncopy <<E /x\nFROM b\nE\nHEALTHCHECK\n"
    assert instructions(text) == [
        (2, "FROM", "a"),
        (3, "RUN", "one   two"),
        (5, "COPY", "<<E /x"),
        (8, "HEALTHCHECK", ""),
    ]


TWO_STAGES = "FROM a AS b\nRUN one \\\n  two\n\nCOPY $A ${B:-c} /x\nFROM a\nRUN one\nRUN \\$A.\nrun three\nRUN one\n"


@pytest.mark.parametrize(
    ("step", "line"),
    [
        ("RUN one   two", 2),
        ("RUN one two", 2),
        ("COPY some thing other /x", 5),
        ("RUN $A.", 8),
        ("RUN $Ax", None),
        ("RUN three", 9),
        ("RUN one", None),
        ("RUN on", None),
        ("", None),
    ],
)
def test_line_of(step: str, line: int | None) -> None:
    assert line_of(TWO_STAGES, step) == line


@pytest.mark.parametrize(("text", "image"), [("# syntax=a/b:1\nFROM c", "a/b:1"), ("FROM c\n# syntax=a", ""), ("", "")])
def test_syntax_image(text: str, image: str) -> None:
    assert syntax_image(text) == image


@pytest.mark.parametrize(
    ("text", "image"),
    [
        ("# syntax=docker/dockerfile:1\nFROM a", "docker/dockerfile:1"),
        ("#SYNTAX = docker/dockerfile:1 more\nFROM a", "docker/dockerfile:1"),
        ("#!/usr/bin/env -S docker build\n# syntax=d:1\nFROM a", "d:1"),
        ("# check=skip=all\n# syntax=d:1\nFROM a", "d:1"),
        ("# other=x\n# syntax=d:1\nFROM a", ""),
        ("\n# syntax=d:1\nFROM a", ""),
    ],
)
def test_directive_in_its_place(text: str, image: str) -> None:
    assert syntax_image(text) == image


@pytest.mark.parametrize(
    ("text", "escape"),
    [("# escape=`\nFROM a", "`"), ("  # ESCAPE = ` \nFROM a", "`"), ("# c\n# escape=`\nFROM a", "\\"), ("", "\\")],
)
def test_escape_of(text: str, escape: str) -> None:
    assert escape_of(text) == escape


@pytest.mark.parametrize(
    ("arguments", "flags", "rest"),
    [
        ("--a --b=c d", ["--a", "--b=c"], "d"),
        ("d --a", [], "d --a"),
        ("--a='b c'\"d\" e", ["--a=b cd"], "e"),
        ("--a=b\\ c d", ["--a=b c"], "d"),
        ("-- --a", [], "--a"),
        ("--a", ["--a"], ""),
        ("'--a' b", [], "'--a' b"),
        ("--a='b", ["--a=b"], ""),
    ],
)
def test_split_flags(arguments: str, flags: list[str], rest: str) -> None:
    assert split_flags(arguments, "\\") == (flags, rest)
