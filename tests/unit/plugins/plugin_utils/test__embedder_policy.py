"""Where Cross-Origin-Embedder-Policy blocks what the policy allows."""

from __future__ import annotations

import pytest
from ansible_collections.sovd.prod_images.plugins.plugin_utils._embedder_policy import blocked

POLICY = {
    "img-src": ["'self'", "data:", "https://cdn.example"],
    "frame-src": ["https:"],
    "connect-src": ["https://api.example"],
    "font-src": ["https://fonts.example"],
}


@pytest.mark.parametrize(
    ("embedder", "wanted"),
    [
        ("require-corp", [("img-src", "https://cdn.example"), ("frame-src", "https:")]),
        ('Require-Corp; report-to="x"', [("img-src", "https://cdn.example"), ("frame-src", "https:")]),
        ("credentialless", [("frame-src", "https:")]),
        ("unsafe-none", []),
        ("", []),
    ],
)
def test_blocked(embedder: str, wanted: list[tuple[str, str]]) -> None:
    assert list(blocked(embedder, POLICY)) == wanted
