"""What goes out where the page and the backend both have a header; tests/nginx asks a real nginx the same."""

from __future__ import annotations

import re

import pytest
from ansible_collections.sovd.prod_images.plugins.plugin_utils._stricter_header import DEFAULT, Map, strictest

# The page's own value, what the backend sends, what goes out.
MET = [
    ("X-Frame-Options", "SAMEORIGIN", "DENY", "DENY"),
    ("X-Frame-Options", "SAMEORIGIN", "SAMEORIGIN, deny", "DENY"),
    ("X-Frame-Options", "SAMEORIGIN", "ALLOWALL", "SAMEORIGIN"),
    ("X-Frame-Options", "odd", "SAMEORIGIN", "SAMEORIGIN"),
    ("x-xss-protection", "0", "1; mode=block", "1; mode=block"),
    ("Cross-Origin-Opener-Policy", "same-origin-allow-popups", 'same-origin; report-to="a"', "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin-allow-popups", "unsafe-none", "same-origin-allow-popups"),
    ("Cross-Origin-Resource-Policy", "cross-origin", "same-site", "same-site"),
    ("Referrer-Policy", "origin", "same-origin", "no-referrer"),
    ("Referrer-Policy", "no-referrer, strict-origin", "unsafe-url", "no-referrer, strict-origin"),
    ("Referrer-Policy", "odd", "unsafe-url", "odd"),
    ("Permissions-Policy", "camera=()", "camera=*", "camera=*, camera=()"),
    ("Permissions-Policy", "camera=()", "camera=(", "camera=()"),
    ("X-Robots-Tag", "noindex", "nofollow", "noindex, nofollow"),
    ("X-Anything", "page", "backend", "backend"),
    ("X-Anything", "page", "", "page"),
    ("X-Anything", "", "backend", "backend"),
]
CONSTANT = [
    ("X-Frame-Options", "DENY"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-XSS-Protection", "1; mode=block"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
]


def read(one: Map, sent: str) -> str:
    """What nginx finds in a map: an exact key, then the first regular expression, which an empty value never fits."""
    entries: dict[str, str] = dict(one.entries)
    if sent in entries and sent != DEFAULT:
        return entries[sent]
    for key, value in entries.items():
        flags = re.IGNORECASE if key.startswith("~*") else 0
        if sent and key.startswith("~") and re.search(key.lstrip("~*") if flags else key[1:], sent, flags):
            return value
    return entries[DEFAULT]


@pytest.mark.parametrize(("name", "own", "backend", "wanted"), MET)
def test_met(name: str, own: str, backend: str, wanted: str) -> None:
    maps, text = strictest(name, own, "$sent")
    variables = {f"$upstream_http_{name.lower().replace('-', '_')}": backend}
    for one in maps:
        found = read(one, variables[one.source])
        variables[one.variable] = re.sub(r"\$[a-z_]+", lambda word: variables[word.group()], found)
    assert re.sub(r"\$[a-z_]+", lambda word: variables[word.group()], text) == wanted


@pytest.mark.parametrize(("name", "own"), CONSTANT)
def test_the_strictest_needs_no_map(name: str, own: str) -> None:
    assert strictest(name, own, "$sent") == ((), own)
