"""Which stages, images and named contexts a build needs."""

from __future__ import annotations

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._dockerfile import instructions
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._global_args import Host
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._stages import (
    BuildOptions,
    Needed,
    familiar,
    needed_for,
)

NEW = Host("28.2.2", "linux/x86_64")
OLD = Host("26.1.5+dfsg1", "linux/x86_64")


def never() -> Host:
    """Answer for an engine that is not to be asked."""
    raise AssertionError("the engine was asked")


# title: (Dockerfile, build arguments, named contexts, images)
BASES: dict[str, tuple[str, dict[str, str], set[str], list[str]]] = {
    "one": ("FROM debian:12", {}, set(), ["debian:12"]),
    "scratch is none": ("FROM scratch\nCOPY a /", {}, set(), []),
    "tabs": ("FROM\tdebian\tAS\tx\nCOPY\t--from=alpine\ta b", {}, set(), ["alpine", "debian"]),
    "stage": ("FROM a AS one\nFROM one AS two\nCOPY --from=two /x /", {}, set(), ["a"]),
    "stage in another case": ("FROM a AS One\nCOPY --from=oNE /x /", {}, set(), ["a"]),
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
    "blanks behind the sign": ("FROM a\nRUN cat << EOF\nFROM b\nEOF\nFROM c", {}, set(), ["a", "c"]),
    "sign of a shift": ("FROM a\nRUN echo $((1 << X))\nFROM c", {}, set(), ["a", "c"]),
    "sign within a word": ("FROM a\nRUN echo $((1<<X))\nFROM c", {}, set(), ["a", "c"]),
    "sign in quotes": ("FROM a\nRUN echo '<<X' \"<<Y\"\nFROM c", {}, set(), ["a", "c"]),
    "here-string": ("FROM a\nRUN cat <<< x\nFROM c", {}, set(), ["a", "c"]),
    "sign in another instruction": ("FROM a\nENV X <<EOF\nFROM c", {}, set(), ["a", "c"]),
    "document in CRLF": ("FROM a\r\nRUN <<EOF\r\nFROM b\r\nEOF\r\nFROM c\r\n", {}, set(), ["a", "c"]),
    # continued lines
    "FROM continued": ("FROM \\\n a \\\n AS x\nFROM x", {}, set(), ["a"]),
    "FROM within a command": ("FROM a\nRUN echo \\\nFROM b\nFROM c", {}, set(), ["a", "c"]),
    "comment and empty line within": ("FROM a\nRUN x && \\\n# FROM b\n\n  y\nFROM c", {}, set(), ["a", "c"]),
    "blanks behind the last sign": ("FROM a\nRUN x \\  \t\nFROM b\nFROM c", {}, set(), ["a", "c"]),
    "escaped sign at the end": ("FROM a\nRUN x \\\\\nFROM c", {}, set(), ["a", "c"]),
    "sign on a line of its own": ("FROM a\nRUN x \\\n\\\nFROM b\nFROM c", {}, set(), ["a", "c"]),
    "mount continued": (
        "FROM a\nRUN --mount=from=b,target=/x \\\n --mount=from=c,target=/y \\\n true",
        {},
        set(),
        ["a", "b", "c"],
    ),
    # parser directives
    "other escape": ("# escape=`\nFROM a\nRUN x `\nFROM b\nCOPY --from=c d\\\nFROM e", {}, set(), ["a", "c", "e"]),
    "escape is too late": ("# comment\n# escape=`\nFROM a\nRUN x `\nFROM b", {}, set(), ["a", "b"]),
}


@pytest.mark.parametrize(("text", "build_args", "contexts", "images"), BASES.values(), ids=BASES.keys())
def test_images_of_all_stages(text: str, build_args: dict[str, str], contexts: set[str], images: list[str]) -> None:
    stages = [name for _line, name, _arguments in instructions(text)].count("FROM")
    last = "\nFROM scratch\n" + "".join(f"COPY --from={number} / /\n" for number in range(stages))
    needed = needed_for(text + last, BuildOptions(never, build_args, contexts))
    assert sorted(needed.images) == images


# The spellings of issue reports and each modifier: (lines before FROM, word, image)
WORDS = [
    ("ARG R", "${R}img", "img"),
    ("ARG R", "$R/img", "/img"),
    ("", "img-${TARGETARCH}", "img-amd64"),
    ("", "img-$TARGETOS.$TARGETVARIANT", "img-linux."),
    ("", "i:${BUILDPLATFORM//\\//-}", "i:linux-amd64"),
    ("", '"img"', "img"),
    ("", "'img':1", "img:1"),
    ("", 'i"m"\\g', "img"),
    ("ARG A\nARG B=b", "${A:-${B}}", "b"),
    ("ARG A\nARG B", "${A:-${B:-c}}", "c"),
    ("ARG A=x", "${A:+y${A}}", "yx"),
    ("ARG A=", "a${A+b}${A:+c}", "ab"),
    ("ARG A=", "a${A-b}${A:-c}", "ac"),
    ("ARG A=a.b.c", "${A%.*}", "a.b"),
    ("ARG A=a.b.c", "${A%%.*}", "a"),
    ("ARG A=a.b.c", "${A#*.}", "b.c"),
    ("ARG A=a.b.c", "${A##*.}", "c"),
    ("ARG A=a/b/c", "${A#*/}", "b/c"),
    ("ARG A=a.b.c", "${A/./-}", "a-b.c"),
    ("ARG A=a.b.c", "${A//./-}", "a-b-c"),
    ("ARG A=abc", "${A/?b/x}", "xc"),
    ("ARG A=abc", "${A//*/x}", "x"),
    ("ARG A=a/b", "${A/\\//-}", "a-b"),
    ("ARG A=a*b", "${A/\\*/-}", "a-b"),
    ("ARG A=abab", "${A//a/'$0$0'}", "aabaab"),
    ("ARG A=a", "${A?no}", "a"),
    ("ARG A=a", "${A:?no}", "a"),
    ("ARG A=$X", "a$A", "a"),
    ("ARG A=1 B=2 C", "i:$A$B$C", "i:12"),
    ("ARG A='a b' B=c", "i$B", "ic"),
    ("", "i$HTTP_PROXY", "i"),
    ("# escape=`", "i`m\\g", "im\\g"),
]


@pytest.mark.parametrize(("before", "word", "image"), WORDS)
@pytest.mark.parametrize("host", [OLD, NEW])
def test_word(before: str, word: str, image: str, host: Host) -> None:
    needed = needed_for(f"{before}\nFROM {word}\n", BuildOptions(lambda: host, {"X": "x", "HTTP_PROXY": "p"}))
    assert needed.images == {image}


@pytest.mark.parametrize("word", ["${A:?no}", "${A", "${A^}", "${}", "'a", '"a', "${A/b}", "a b", "${A#\\b}", ""])
def test_word_that_buildkit_refuses_names_no_image(word: str) -> None:
    assert needed_for(f"FROM {word}", BuildOptions(never)).images <= {"a"}


# (lines before FROM, word, image before BuildKit 0.17, image since then)
RELEASES = [
    ("ARG A", "i${A-b}", "i", "ib"),
    ("ARG A", "i${A+b}", "ib", "i"),
    ("ARG A=x\nARG A", "i$A", "i", "ix"),
    ("ARG TARGETARCH", "i$TARGETARCH", "i", "iamd64"),
    ("", "i$TARGETSTAGE", "i", "idefault"),
]


@pytest.mark.parametrize(("before", "word", "old", "new"), RELEASES)
def test_word_that_releases_read_in_two_ways(before: str, word: str, old: str, new: str) -> None:
    for host, image in ((OLD, old), (NEW, new)):
        assert needed_for(f"{before}\nFROM {word}", BuildOptions(lambda host=host: host)).images == {image}
    for syntax, image in (("1", new), ("1.12", new), ("1.7", old)):
        text = f"# syntax=docker/dockerfile:{syntax}\n{before}\nFROM {word}"
        assert needed_for(text, BuildOptions(lambda: NEW)).images == {image}


@pytest.mark.parametrize(
    ("platform", "image"),
    [
        (None, "i-linux-arm64-"),
        ("linux/arm/v7", "i-linux-arm-v7"),
        ("arm", "i-linux-arm-v7"),
        ("linux/arm64/v8", "i-linux-arm64-"),
        ("windows/x86_64", "i-windows-amd64-"),
        ("linux", "i-linux-aarch64-"),
        ("linux/amd64/v2", "i-linux-amd64-v2"),
    ],
)
def test_platform_arguments(platform: str | None, image: str) -> None:
    options = BuildOptions(lambda: Host("28.2.2", "linux/aarch64"), platform=platform)
    assert needed_for("FROM i-$TARGETOS-$TARGETARCH-$TARGETVARIANT", options).images == {
        image.replace("aarch64", "arm64")
    }


@pytest.mark.parametrize(
    ("text", "options", "needed"),
    [
        ("FROM a AS x\nFROM b", {}, Needed({1}, {"b"})),
        ("FROM a AS x\nFROM b", {"target": "X"}, Needed({0}, {"a"})),
        ("FROM a AS x\nFROM b", {"target": "nowhere"}, Needed()),
        ("FROM a AS x\nFROM b AS y\nFROM x\nCOPY --from=Y / /", {}, Needed({0, 1, 2}, {"a", "b"})),
        ("FROM a\nFROM b\nCOPY --from=0 / /", {}, Needed({0, 1}, {"a", "b"})),
        ("FROM a\nFROM b\nRUN --mount=from=0 x", {}, Needed({1}, {"b", "0"})),
        ("FROM a\nCOPY --from=b / /\nFROM c\nCOPY --from=2 / /", {}, Needed({1}, {"c", "b"})),
        ("FROM a AS x\nFROM scratch\nRUN --mount=type=tmpfs,from=x,target=/t x", {}, Needed({1})),
        ("FROM a\nFROM scratch\nCOPY --from=scratch / /", {}, Needed({1})),
        ("FROM a AS a\nFROM a", {}, Needed({0, 1}, {"a"})),
        ("FROM a AS x\nFROM b AS x\nFROM x", {}, Needed({1, 2}, {"b"})),
        ("FROM a AS x\nONBUILD COPY --from=b / /\nFROM x", {}, Needed({0, 1}, {"a", "b"})),
        ("FROM a AS x\nFROM x AS y\nCOPY --from=b / /\nFROM y", {"contexts": ["y"]}, Needed({2}, contexts={"y"})),
        ("FROM a", {"contexts": ["docker.io/library/a:latest"]}, Needed({0}, contexts={"docker.io/library/a:latest"})),
        ("FROM a AS context", {"contexts": ["context"]}, Needed({0}, {"a"})),
        ("FROM a AS x\nFROM b", {"contexts": ["a", "x"]}, Needed({1}, {"b"})),
        ('FROM a\nRUN --mount=\\"type=bind\\",target=/x,\\"from=b\\" x', {}, Needed({0}, {"a", "b"})),
        ("FROM a\nADD --from=b / /", {}, Needed({0}, {"a"})),
        ("FROM a AS x\nCOPY --from=x / /", {}, Needed({0}, {"a"})),
    ],
)
def test_needed(text: str, options: dict[str, object], needed: Needed) -> None:
    assert needed_for(text, BuildOptions(never, **options)) == needed


@pytest.mark.parametrize(
    ("text", "images"),
    [
        ("FROM a", {"a"}),
        ("FROM --platform=$BUILDPLATFORM a AS one\nFROM b\nCOPY --from=one /x /", {"b"}),
        ("FROM --platform=$TARGETPLATFORM a", {"a"}),
        ("FROM --platform=linux/arm64 a AS one\nFROM a", {"a"}),
        ("FROM --platform=linux/amd64 a", set()),
        ("FROM b\nCOPY --from=c /x /\nRUN --mount=from=d true", {"b", "c", "d"}),
    ],
)
def test_images_of_the_wanted_platform(text: str, images: set[str]) -> None:
    options = BuildOptions(lambda: NEW, platform="linux/arm64/v8")
    assert needed_for(text, options, with_platforms=True).of_target == images


@pytest.mark.parametrize(
    ("reference", "short"),
    [
        ("docker.io/library/a:latest", "a"),
        ("index.docker.io/a/b:1", "a/b:1"),
        ("library/a", "a"),
        ("library/a/b", "library/a/b"),
        ("host:5/library/a", "host:5/library/a"),
    ],
)
def test_familiar(reference: str, short: str) -> None:
    assert familiar(reference) == short
