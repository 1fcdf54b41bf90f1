"""What nginx serves by itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.nginx import claims
from tests.nginx.sites import Rig, Site

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


def put(file: Path, content: bytes) -> None:
    """Replace a file as a deployment does: the one that a worker has open stays as it was."""
    new = file.with_suffix(".new")
    new.write_bytes(content)
    new.replace(file)


def seconds_until(site: Site, target: str, status: int, body: bytes) -> float:
    """How long the site takes to answer with that; more than 5 when it does not."""
    start = time.monotonic()
    while (waited := time.monotonic() - start) < 6:
        answer = site.ask(target)
        if (answer.status, answer.body) == (status, body):
            break
        time.sleep(0.1)
    return waited


def test_a_changed_file_is_seen_though_it_was_kept_open(rig: Rig, site: Callable[[str], Site]) -> None:
    file, target = rig.folder / "html/assets/changing.txt", "/assets/changing.txt"
    served = site("plain")
    assert served.ask(target).status == 404
    put(file, b"first")
    assert seconds_until(served, target, 200, b"first") < 1, "that it was missing was remembered"
    put(file, b"second")
    assert seconds_until(served, target, 200, b"second") < 5
    file.unlink()


def test_a_file_kept_for_longer_is_noticed(rig: Rig) -> None:
    file, target = rig.folder / "html/assets/kept.txt", "/assets/kept.txt"
    put(file, b"first")
    mutant = rig.mutant(rig.sites["resolve/plain"], "open_file_cache_valid 1s", "open_file_cache_valid 60s")
    assert seconds_until(mutant, target, 200, b"first") < 1
    put(file, b"second")
    assert seconds_until(mutant, target, 200, b"second") > 5
    file.unlink()
