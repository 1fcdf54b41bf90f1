"""What nginx serves by itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.nginx import claims, web_root
from tests.nginx.sites import Rig, Site
from tests.nginx.wire import Answer
from tests.rig.waiting import until

# Seconds; nginx believes for one what it knows of a file.
BELIEVED = 15
FILE_CLAIMS = (
    claims.a_gz_beside_a_file_is_sent_as_it_is,
    claims.text_is_compressed,
    claims.the_backend_is_not_compressed,
    claims.a_missing_asset_is_not_the_page,
    claims.a_missing_file_is_not_the_page,
    claims.any_other_path_is_the_page,
    claims.media_are_sent_in_parts,
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
        ("/assets/clip-5c5c5c.mp4", "video/mp4"),
        ("/sound.opus", "audio/ogg"),
        *((f"/types/a.{extension}", kind) for extension, kind in web_root.TYPES.items()),
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


def test_a_type_of_the_user_adds_to_the_others(site: Callable[[str], Site]) -> None:
    assert site("proxies").ask("/assets/worker-1a2b3c.mjs").one("Content-Type") == "text/x-module"
    assert site("proxies").ask("/manifest.webmanifest").one("Content-Type") == "application/manifest+json"


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_health(site: Callable[[str], Site], method: str) -> None:
    answer = site("nobody").ask("/health", method=method)
    assert (answer.status, answer.body) == (200, b"" if method == "HEAD" else b"ok\n")


def put(file: Path, content: bytes) -> None:
    """Replace a file as a deployment does: the one that a worker has open stays as it was."""
    new = file.with_suffix(".new")
    new.write_bytes(content)
    new.replace(file)


def until_answered(site: Site, target: str, body: bytes, seconds: float) -> None:
    """Wait until the site answers with that, and fail with what it answers when that takes longer."""
    answers: list[Answer] = []

    def answered() -> bool:
        answers.append(site.ask(target))
        return (answers[-1].status, answers[-1].body) == (200, body)

    until(answered, seconds, lambda: f"{target}: {answers[-1]}")


def test_a_changed_file_is_seen_though_it_was_kept_open(rig: Rig, site: Callable[[str], Site]) -> None:
    file, target = rig.folder / "html/assets/changing.txt", "/assets/changing.txt"
    served = site("plain")
    assert served.ask(target).status == 404
    put(file, b"first")
    assert served.ask(target).body == b"first", "that it was missing was remembered"
    put(file, b"second")
    until_answered(served, target, b"second", BELIEVED)
    file.unlink()


def test_a_file_kept_for_longer_is_noticed(rig: Rig) -> None:
    file, target = rig.folder / "html/assets/kept.txt", "/assets/kept.txt"
    put(file, b"first")
    mutant = rig.mutant(rig.sites["resolve/plain"], "open_file_cache_valid 1s", "open_file_cache_valid 60s")
    assert mutant.ask(target).body == b"first"
    put(file, b"second")
    with pytest.raises(AssertionError, match=r"not within .*b'first'"):
        until_answered(mutant, target, b"second", 5)
    file.unlink()
