"""Repositories that packages come from, and passwords that no file may have."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._project._addresses import git_sources, refuse_passwords
from ansible_collections.sovd.prod_images.plugins.module_utils._project._folder import Folder

# a text, line, host and whether it is by ssh of each repository
SOURCES: list[tuple[str, list[tuple[int, str, bool]]]] = [
    ("fastapi", []),
    ("x @ git+https://git.example/a/x.git@main", [(1, "git.example", False)]),
    ("a\nx @ git+ssh://git@git.example:2222/a/x.git", [(2, "git.example", True)]),
    ("-e git+ssh://git@git.example/a/x.git#egg=x", [(1, "git.example", True)]),
    ("git+https://u:${TOKEN}@git.example/x.git", [(1, "git.example", False)]),
    ("git+https://git.example/x\ngit+https://git.example/y", [(1, "git.example", False)]),
    ('source = { git = "https://git.example/x?rev=1#2" }', [(1, "git.example", False)]),
    ('source = { git = "ssh://git@git.example/x#2" }', [(1, "git.example", True)]),
    ('x = {git = "git@git.example:a/x.git", rev = "1"}', [(1, "git.example", True)]),
    ('[package.source]\ntype = "git"\nurl = "https://git.example/x.git"', [(3, "git.example", False)]),
    ('[package.source]\ntype = "git"\nurl = "git@git.example:a/x.git"', [(3, "git.example", True)]),
]
REFUSED = ["--index-url https://me:hunter2@a.example/simple", "extra-index-url = https://__token__:hunter2@a.example/"]
TAKEN = [
    "--index-url https://a.example/simple", "x @ git+ssh://git@a.example/x.git", "https://me:${TOKEN}@a.example/",
    "https://me@a.example/", "https://a.example:8443/x@1:2",
]  # fmt: skip


@pytest.mark.parametrize(("text", "found"), SOURCES)
def test_repositories(text: str, found: list[tuple[int, str, bool]]) -> None:
    told = list(git_sources("a.txt", text))
    assert [(one["place"], one["host"], one["ssh"]) for one in told] == [
        (f"a.txt:{line}", host, ssh) for line, host, ssh in found
    ]


@pytest.mark.parametrize("line", REFUSED)
def test_passwords(project: Callable[[Mapping[str, str]], Folder], line: str) -> None:
    with pytest.raises(ImageError, match=r"a.txt:2: found a URL with a password") as raised:
        refuse_passwords(project({"a.txt": "x\n" + line}), "a.txt")
    assert "hunter2" not in str(raised.value)


@pytest.mark.parametrize("line", TAKEN)
def test_no_passwords(project: Callable[[Mapping[str, str]], Folder], line: str) -> None:
    refuse_passwords(project({"a.txt": line}), "a.txt")
