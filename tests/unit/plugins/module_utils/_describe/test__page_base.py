"""The path below which a page is deployed."""

from __future__ import annotations

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._page_base import (
    base_of_command,
    base_of_settings,
)


@pytest.mark.parametrize(
    ("text", "path", "candidates"),
    [
        ("{base: '/shop/'}", "/shop/", ()),
        ('{\n  base: "/",\n}', "/", ()),
        ("{base: process.env.NODE_ENV === 'production' ? '/shop/' : '/'}", "/shop/", ()),
        ("({command}) => ({base: command === 'build' ? '/shop/' : '/', x: '/y/'})", "/shop/", ()),
        ("{base: process.env.BASE || '/shop/',\n x: 1}", "/shop/", ()),
        ("{base: process.env.BASE ?? '/'}", "/", ()),
        ("{base: command === 'serve' ? '/' : '/shop/'}", "", ("/", "/shop/")),
        ("{base: pick('/a/', '/b/')}", "", ("/a/", "/b/")),
    ],
)
def test_settings(text: str, path: str, candidates: tuple[str, ...]) -> None:
    found = base_of_settings(text, r"\bbase")
    assert found is not None
    assert (found.path, found.candidates) == (path, candidates)


@pytest.mark.parametrize("text", ["", "{database: '/x/'}", "{base: env.BASE}", "{base: './'}", "{base: " + "(" * 50000])
def test_nothing_is_said(text: str) -> None:
    assert base_of_settings(text, r"\bbase") is None


@pytest.mark.parametrize(
    ("command", "path"),
    [
        ("vite build --base=/shop/", "/shop/"),
        ("ng build --base-href /shop/ --prod", "/shop/"),
        ("vite build", ""),
        ("vite build --base ./", ""),
    ],
)
def test_commands(command: str, path: str) -> None:
    assert base_of_command(command) == path
