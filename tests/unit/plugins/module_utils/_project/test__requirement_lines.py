"""The lines of a requirement file."""

from __future__ import annotations

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._project._requirement_lines import (
    Line,
    LocalRequirement,
    local_requirement,
    read_lines,
)

# a text, its lines
TEXTS: list[tuple[str, list[Line]]] = [
    ("", []),
    ("# nothing\n\n   # said\n", []),
    ("\ufefffastapi # web\n", [Line(1, "requirement", "fastapi")]),
    ("x @ https://a.example/x.whl#sha256=1", [Line(1, "requirement", "x @ https://a.example/x.whl#sha256=1")]),
    ("a==1 \\\n  --hash=sha256:1 \\\n  --hash=sha256:2\nb", [
        Line(1, "requirement", "a==1    --hash=sha256:1    --hash=sha256:2"), Line(4, "requirement", "b")]),
    ("# no \\\na", [Line(2, "requirement", "a")]),
    ("a \\", [Line(1, "requirement", "a")]),
    ("-r base.txt", [Line(1, "include", "base.txt")]),
    ("-rbase.txt", [Line(1, "include", "base.txt")]),
    ("--requirement=base.txt", [Line(1, "include", "base.txt")]),
    ("--requirement base.txt", [Line(1, "include", "base.txt")]),
    ("-c c.txt\n--constraint c.txt", [Line(1, "constraint", "c.txt"), Line(2, "constraint", "c.txt")]),
    ("-e .\n--editable='./a b'", [Line(1, "editable", "."), Line(2, "editable", "./a b")]),
    ("-f wheels\n--find-links=wheels", [Line(1, "links", "wheels"), Line(2, "links", "wheels")]),
    ("--index-url https://a.example/simple", [Line(1, "option", "--index-url https://a.example/simple")]),
    ("-i https://a.example/simple", [Line(1, "option", "-i https://a.example/simple")]),
    ("--require-hashes", [Line(1, "option", "--require-hashes")]),
]  # fmt: skip
# a requirement, what it names by its path
REQUIREMENTS: list[tuple[str, LocalRequirement | None]] = [
    ("fastapi", None),
    ("fastapi[standard]>=0.1 ; python_version > '3'", None),
    ("x @ https://a.example/x.whl", None),
    ("https://a.example/x.whl", None),
    ("git+https://a.example/x.git@main#egg=x", None),
    ("git+ssh://git@a.example/x.git", None),
    ("x @ git+https://a.example/x.git", None),
    (".", LocalRequirement(".")),
    (".[web, cache]", LocalRequirement(".", ("web", "cache"))),
    ("./libs/x", LocalRequirement("./libs/x")),
    ("./libs/x ; python_version > '3'", LocalRequirement("./libs/x")),
    ("./libs/x[fast]", LocalRequirement("./libs/x", ("fast",))),
    ("../x", LocalRequirement("../x")),
    ("libs/x", LocalRequirement("libs/x")),
    ("/srv/x", LocalRequirement("/srv/x")),
    ("core @ file:./libs/core", LocalRequirement("./libs/core")),
    ("core[fast] @ file:libs/core", LocalRequirement("libs/core", ("fast",))),
    ("core @ ./libs/core", LocalRequirement("./libs/core")),
    ("file:./libs/core#egg=core", LocalRequirement("./libs/core")),
    ("core @ file:///${PROJECT_ROOT}/libs/core", LocalRequirement("./libs/core")),
    ("file://${PWD}/libs/core", LocalRequirement("./libs/core")),
    ("file:///srv/core", LocalRequirement("/srv/core")),
    ("./vendor/x-1-py3-none-any.whl --hash=sha256:1", LocalRequirement("./vendor/x-1-py3-none-any.whl")),
    ("x-1.tar.gz", LocalRequirement("x-1.tar.gz")),
]


@pytest.mark.parametrize(("text", "lines"), TEXTS)
def test_lines(text: str, lines: list[Line]) -> None:
    assert read_lines(text) == lines


@pytest.mark.parametrize(("requirement", "local"), REQUIREMENTS)
def test_paths(requirement: str, local: LocalRequirement | None) -> None:
    assert local_requirement(requirement) == local


@pytest.mark.parametrize(("path", "is_archive"), [("libs/x", False), ("x.whl", True), ("x.tar.gz", True)])
def test_archives(path: str, is_archive: bool) -> None:
    assert LocalRequirement(path).is_archive == is_archive
