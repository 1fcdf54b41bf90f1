"""The URLs that the ADD instructions of a Dockerfile fetch."""

from __future__ import annotations

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._added_urls import (
    added_urls,
    is_git,
    is_url,
    may_add_urls,
)

A, B = "https://example.org/a", "https://example.org/b"
# title: (Dockerfile, URLs, URLs with unknown variables)
DOCKERFILES: dict[str, tuple[str, set[str], set[str]]] = {
    "none": ("FROM a\nADD file other /\nCOPY https://example.org/a /\n", set(), set()),
    "several": (f"FROM a\nADD file {A} {B} /\n", {A, B}, set()),
    "a list": (f'FROM a\nADD ["{A}", "/d"]\n', {A}, set()),
    "a checksum": (f"FROM a\nADD --checksum=sha256:0 {A} /\n", set(), set()),
    "other flags": (f"FROM a\nADD --chown=1 --chmod=644 {A} /\n", {A}, set()),
    "another stage": (f"FROM a\nADD {A} /\nFROM b\nADD {B} /\n", {A}, set()),
    "build argument": ("FROM a\nARG V\nADD https://example.org/$V /\n", {A}, set()),
    "default": ("FROM a\nARG W=b\nADD https://example.org/${W} /\n", {B}, set()),
    "default of the global scope": ("ARG W=b\nFROM a\nARG W\nADD https://example.org/${W} /\n", {B}, set()),
    "global scope alone": ("ARG W=b\nFROM a\nADD https://example.org/${W} /\n", set(), {"https://example.org/${W}"}),
    "ENV": ("FROM a\nENV W=b X='c d'\nADD https://example.org/${W} /\n", {B}, set()),
    "old ENV": ("FROM a\nENV W b\nADD https://example.org/${W} /\n", {B}, set()),
    "ENV by what it was": ("FROM a\nENV W=b\nENV W=c X=$W\nADD https://example.org/$X /\n", {B}, set()),
    "ENV by a variable of the base": (
        "FROM a\nENV W=$X\nADD https://example.org/$W /\n",
        set(),
        {"https://example.org/$W"},
    ),
    "of the stage that it is built on": (
        "FROM a AS one\nENV W=b\nFROM c AS no\nFROM one\nADD https://example.org/$W /\n",
        {B},
        set(),
    ),
    "predefined": ("FROM a\nARG TARGETARCH\nADD https://example.org/$TARGETARCH /\n", {A}, set()),
    "predefined, with a default": ("FROM a\nARG TARGETARCH=b\nADD https://example.org/$TARGETARCH /\n", {B}, set()),
    "predefined, not declared": (
        "FROM a\nADD https://example.org/$TARGETARCH /\n",
        set(),
        {"https://example.org/$TARGETARCH"},
    ),
    "of the base": ("FROM a\nADD https://example.org/${W} ${W}/x /\n", set(), {"https://example.org/${W}"}),
    "git": ("FROM a\nADD git@example.org:a.git#main /\n", {"git@example.org:a.git#main"}, set()),
    "a here-document": ("FROM a\nADD <<E /\nADD https://example.org/a /\nE\n", set(), set()),
}


@pytest.mark.parametrize(("text", "urls", "unknown"), DOCKERFILES.values(), ids=DOCKERFILES.keys())
def test_urls(text: str, urls: set[str], unknown: set[str]) -> None:
    assert added_urls(
        text, {text.count("FROM") - 1 if "AS one" in text else 0}, {"V": "a"}, {"TARGETARCH": "a"}.get
    ) == (urls, unknown)
    assert may_add_urls(text) or not (urls or unknown)


def test_dockerfile_that_adds_no_url_is_not_read_closely() -> None:
    assert not may_add_urls("FROM a\nADD file /\nLABEL no=address\n")
    assert not may_add_urls("FROM a\nLABEL url=https://example.org\nRUN ADDRESS=$1\n")


@pytest.mark.parametrize(
    ("url", "fetched", "with_git"),
    [
        ("https://example.org/a.tgz", True, False),
        ("http://example.org/a.git", True, True),
        ("https://example.org/a.git#main:folder", True, True),
        ("https://example.org/a.git?ref=main", True, True),
        ("https://example.org/a.git.zip", True, False),
        ("git://example.org/a", True, True),
        ("ssh://git@example.org/a", True, True),
        ("git@example.org:a", True, True),
        ("/folder", False, False),
        ("docker-image://a", False, False),
    ],
)
def test_kinds(url: str, fetched: bool, with_git: bool) -> None:
    assert (is_url(url), is_git(url)) == (fetched, with_git)
