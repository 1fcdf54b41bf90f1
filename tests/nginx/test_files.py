"""What nginx serves by itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.nginx import claims
from tests.nginx.sites import Site

FILE_CLAIMS = (
    claims.a_gz_beside_a_file_is_sent_as_it_is,
    claims.text_is_compressed,
    claims.the_backend_is_not_compressed,
    claims.a_missing_asset_is_not_the_page,
    claims.any_other_path_is_the_page,
)


@pytest.mark.parametrize("claim", FILE_CLAIMS, ids=lambda claim: claim.__name__)
def test_that(site: Callable[[str], Site], claim: Callable[[Site], None]) -> None:
    claim(site("plain"))


@pytest.mark.parametrize(
    ("target", "content_type"),
    [
        ("/assets/app-4f2a9c.css", "text/css"),
        ("/assets/worker-1a2b3c.mjs", "text/javascript"),
        ("/assets/logo-77aa00.png", "image/png"),
        ("/assets/data-0b0b0b.json", "application/json"),
        ("/favicon.svg", "image/svg+xml"),
        ("/manifest.webmanifest", "application/manifest+json"),
        ("/health", "text/plain; charset=utf-8"),
    ],
)
def test_the_type_of(site: Callable[[str], Site], target: str, content_type: str) -> None:
    answer = site("plain").ask(target)
    assert answer.status == 200
    assert answer.one("Content-Type") == content_type


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_health(site: Callable[[str], Site], method: str) -> None:
    answer = site("nobody").ask("/health", method=method)
    assert (answer.status, answer.body) == (200, b"" if method == "HEAD" else b"ok\n")
