"""Where a policy takes the hashes of a page's inline scripts and styles."""

from __future__ import annotations

import pytest
from ansible_collections.sovd.prod_images.plugins.plugin_utils._inline_sources import with_inline_sources
from ansible_collections.sovd.prod_images.plugins.plugin_utils._sent_headers import text_of

SELF = ["'self'"]


@pytest.mark.parametrize(
    ("policy", "text"),
    [
        ({}, ""),
        ({"img-src": SELF}, "img-src 'self'"),
        (
            {"script-src": SELF, "style-src": ["'self'", "'sha256-x'"], "img-src": SELF},
            "script-src 'self'$inline_scripts; style-src 'self' 'sha256-x'$inline_styles; img-src 'self'",
        ),
        (
            {"default-src": ["'none'"], "style-src": SELF},
            "default-src 'none'; style-src 'self'$inline_styles; script-src$inline_scripts",
        ),
        (
            {"default-src": SELF, "script-src": ["'unsafe-inline'"]},
            "default-src 'self'; script-src 'unsafe-inline'; style-src 'self'$inline_styles",
        ),
        (
            {"script-src-elem": SELF, "style-src-attr": ["'none'"]},
            "script-src-elem 'self'$inline_scripts; style-src-attr$inline_styles",
        ),
    ],
)
def test_variables_stand_at_the_end_of_scripts_and_styles(policy: dict[str, list[str]], text: str) -> None:
    before = {name: list(sources) for name, sources in policy.items()}
    assert text_of(with_inline_sources(policy)) == text
    assert policy == before
