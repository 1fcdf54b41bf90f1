"""Which images a Dockerfile builds on."""

from __future__ import annotations

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._dockerfile import (
    base_images,
    instructions,
    line_of,
    syntax_image,
)

# title: (Dockerfile, build arguments, named contexts, images)
BASES: dict[str, tuple[str, dict[str, str], set[str], list[str]]] = {
    "one": ("FROM debian:12", {}, set(), ["debian:12"]),
    "scratch is none": ("FROM scratch\nCOPY a /", {}, set(), []),
    "scratch in capitals": ("FROM SCRATCH", {}, set(), []),
    "lower case": ("from debian as base\nfrom BASE", {}, set(), ["debian"]),
    "tabs": ("FROM\tdebian\tAS\tx\nCOPY\t--from=alpine\ta b", {}, set(), ["alpine", "debian"]),
    "stage": ("FROM a AS one\nFROM one AS two\nCOPY --from=two /x /", {}, set(), ["a"]),
    "stage in another case": ("FROM a AS One\nCOPY --from=oNE /x /", {}, set(), ["a"]),
    "stage named as its image": ("FROM python AS python\nFROM python", {}, set(), ["python"]),
    "stage by number": ("FROM a\nFROM b\nCOPY --from=0 /x /", {}, set(), ["a", "b"]),
    "platform": ("FROM --platform=$BUILDPLATFORM a AS x\nFROM x", {}, set(), ["a"]),
    "digest": ("FROM a@sha256:ab", {}, set(), ["a@sha256:ab"]),
    "comments and empty lines": ("# x\n\n  # y\nFROM a # no comment\n", {}, set(), ["a"]),
    "CRLF": ("FROM a\r\nCOPY --from=b x \\\r\n y\r\n", {}, set(), ["a", "b"]),
    "byte order mark": ("\ufeffFROM a", {}, set(), ["a"]),
    "no line end": ("FROM a\nFROM b", {}, set(), ["a", "b"]),
    "nothing": ("", {}, set(), []),
    # ARG
    "argument with default": ("ARG X=a\nFROM $X", {}, set(), ["a"]),
    "argument given": ("ARG X=a\nFROM ${X}", {"X": "b"}, set(), ["b"]),
    "argument without default": ("ARG X\nFROM $X", {"X": "b"}, set(), ["b"]),
    "argument that is not declared": ("FROM ${X:-a}", {"X": "b"}, set(), ["a"]),
    "argument in quotes": ("ARG X=\"a\" Y='b'\nFROM $X\nFROM $Y", {}, set(), ["a", "b"]),
    "two on one line": ("ARG X=a Y=b\nFROM $X\nFROM $Y", {}, set(), ["a", "b"]),
    "argument of an argument": ("ARG V=3\nARG X=python:$V-slim\nFROM $X", {"V": "4"}, set(), ["python:4-slim"]),
    "part of a name": ("ARG V=3\nFROM python:${V}-slim", {}, set(), ["python:3-slim"]),
    "default of an empty one": ("ARG X=\nFROM ${X:-a}", {}, set(), ["a"]),
    "default of a set one": ("ARG X=b\nFROM ${X:-a}", {}, set(), ["b"]),
    "other when set": ("ARG X=b\nFROM a${X:+-slim}", {}, set(), ["a-slim"]),
    "other when empty": ("ARG X=\nFROM a${X:+-slim}", {}, set(), ["a"]),
    "escaped sign": ("ARG X=b\nFROM a\\$X", {}, set(), ["a$X"]),
    "argument of a stage": ("ARG X=a\nFROM $X\nARG X=b\nFROM $X", {}, set(), ["a"]),
    "known to the engine only": ("FROM a-$TARGETARCH", {}, set(), ["a-$TARGETARCH"]),
    # COPY and RUN
    "image to copy from": ("FROM a\nCOPY --link --from=b:1 --chown=1 /x /", {}, set(), ["a", "b:1"]),
    "command with the same word": ("FROM a\nRUN x --from=b", {}, set(), ["a"]),
    "file with the same word": ("FROM a\nCOPY x --from=b /", {}, set(), ["a"]),
    "mount": ("FROM a\nRUN --mount=type=bind,from=b,target=/x true", {}, set(), ["a", "b"]),
    "two mounts": (
        "FROM a\nRUN --mount=type=cache,target=/x --mount=from=b,target=/y --network=none x",
        {},
        set(),
        ["a", "b"],
    ),
    "mount of a stage": ("FROM a AS s\nFROM b\nRUN --mount=from=S,target=/x true", {}, set(), ["a", "b"]),
    "command with a mount": ("FROM a\nRUN tool --mount=from=b", {}, set(), ["a"]),
    "named context": ("FROM a\nCOPY --from=assets /x /\nRUN --mount=from=assets true", {}, {"assets"}, ["a"]),
    "named context for a base": ("FROM a\nFROM b", {}, {"a"}, ["b"]),
    # here-documents
    "FROM in a script": ("FROM a\nRUN <<EOF\nFROM b\nEOF\nFROM c", {}, set(), ["a", "c"]),
    "FROM in a file": ("FROM a\nCOPY <<'EOF' /x\nFROM b\nEOF\nFROM c", {}, set(), ["a", "c"]),
    "end with a dot": ("FROM a\nCOPY <<x.conf /y\nFROM b\nx.conf\nFROM c", {}, set(), ["a", "c"]),
    "end in double quotes": ('FROM a\nRUN <<"EOF"\nFROM b\nEOF\nFROM c', {}, set(), ["a", "c"]),
    "end behind tabs": ("FROM a\nRUN <<-EOF\nFROM b\n\t\tEOF\nFROM c", {}, set(), ["a", "c"]),
    "tabs without dash are no end": ("FROM a\nRUN <<EOF\n\tEOF\nFROM b\nEOF\nFROM c", {}, set(), ["a", "c"]),
    "two documents": ("FROM a\nCOPY <<X <<Y /z/\nFROM b\nX\nFROM c\nY\nFROM d", {}, set(), ["a", "d"]),
    "shell with a file number": ("FROM a\nRUN cat 3<<EOF\nFROM b\nEOF\nFROM c", {}, set(), ["a", "c"]),
    "sign within a word": ("FROM a\nRUN echo $((1<<X))\nFROM c", {}, set(), ["a", "c"]),
    "sign in quotes": ("FROM a\nRUN echo '<<X' \"<<Y\"\nFROM c", {}, set(), ["a", "c"]),
    "here-string": ("FROM a\nRUN cat <<< x\nFROM c", {}, set(), ["a", "c"]),
    "sign in another instruction": ("FROM a\nENV X <<EOF\nFROM c", {}, set(), ["a", "c"]),
    "document without end": ("FROM a\nRUN <<EOF\nFROM b", {}, set(), ["a"]),
    "document in CRLF": ("FROM a\r\nRUN <<EOF\r\nFROM b\r\nEOF\r\nFROM c\r\n", {}, set(), ["a", "c"]),
    # continued lines
    "FROM continued": ("FROM \\\n a \\\n AS x\nFROM x", {}, set(), ["a"]),
    "FROM within a command": ("FROM a\nRUN echo \\\nFROM b\nFROM c", {}, set(), ["a", "c"]),
    "comment and empty line within": ("FROM a\nRUN x && \\\n# FROM b\n\n  y\nFROM c", {}, set(), ["a", "c"]),
    "blanks behind the sign": ("FROM a\nRUN x \\  \t\nFROM b\nFROM c", {}, set(), ["a", "c"]),
    "escaped sign at the end": ("FROM a\nRUN x \\\\\nFROM c", {}, set(), ["a", "c"]),
    "sign on a line of its own": ("FROM a\nRUN x \\\n\\\nFROM b\nFROM c", {}, set(), ["a", "c"]),
    "last line continued": ("FROM a\nRUN x \\", {}, set(), ["a"]),
    "mount continued": (
        "FROM a\nRUN --mount=from=b,target=/x \\\n --mount=from=c,target=/y \\\n true",
        {},
        set(),
        ["a", "b", "c"],
    ),
    # parser directives
    "other escape": ("# escape=`\nFROM a\nRUN x `\nFROM b\nCOPY --from=c d\\\nFROM e", {}, set(), ["a", "c", "e"]),
    "escape is too late": ("# comment\n# escape=`\nFROM a\nRUN x `\nFROM b", {}, set(), ["a", "b"]),
    "syntax": ("# syntax=docker/dockerfile:1\nFROM a", {}, set(), ["a", "docker/dockerfile:1"]),
    "syntax in capitals": ("#SYNTAX = docker/dockerfile:1\nFROM a", {}, set(), ["a", "docker/dockerfile:1"]),
    "syntax behind another": ("# check=skip=all\n# syntax=d:1\nFROM a", {}, set(), ["a", "d:1"]),
    "syntax is too late": ("FROM a\n# syntax=d:1\n", {}, set(), ["a"]),
}


@pytest.mark.parametrize(("text", "build_args", "contexts", "images"), BASES.values(), ids=BASES.keys())
def test_base_images(text: str, build_args: dict[str, str], contexts: set[str], images: list[str]) -> None:
    assert base_images(text, build_args, contexts) == images


@pytest.mark.parametrize(
    ("text", "images"),
    [
        ("FROM a", ["a"]),
        ("# syntax=x\nFROM --platform=$BUILDPLATFORM a AS one\nFROM b\nCOPY --from=one /x /", ["b"]),
        ("FROM --platform=linux/amd64 a AS one\nFROM a", ["a"]),
        ("FROM b\nCOPY --from=c /x /\nRUN --mount=from=d true", ["b", "c", "d"]),
        ("FROM --platform=linux/amd64 a AS one\nFROM one", []),
    ],
)
def test_base_images_of_the_wanted_platform(text: str, images: list[str]) -> None:
    assert base_images(text, {}, set(), of_target=True) == images


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
