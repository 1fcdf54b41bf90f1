"""Whether a build takes the base image of the engine, or fetches one of another platform."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._base_platforms import BasePlatforms
from ansible_collections.sovd.prod_images.plugins.module_utils._build._request import BuildRequest
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._engine import EngineInfo

TAKEN, FETCHED, BOTH = (True, False), (False, True), (True, True)
OWN = "linux/amd64"
TWO = "FROM --platform=linux/arm64 a AS x\nFROM a\nCOPY --from=x / /\n"


class CountedEngine:
    """Says that it is of amd64, and counts how often."""

    def __init__(self, store: str) -> None:
        self.asked = 0
        self.store = store

    def info(self) -> EngineInfo:
        self.asked += 1
        return EngineInfo("28.2.2", "linux/x86_64", self.store, "")


# title: (Dockerfile, wanted platform, the image's, the last build's, what is done, whether the engine is asked)
CASES: dict[str, tuple[str, str | None, str, str | None, tuple[bool, bool], bool]] = {
    "as before": ("FROM a", None, OWN, OWN, TAKEN, False),
    "first build": ("FROM a", None, OWN, None, TAKEN, True),
    "image of another platform": ("FROM a", None, "linux/arm64", OWN, FETCHED, True),
    "variant that goes without saying": ("FROM a", None, "linux/arm64/v8", "linux/arm64", TAKEN, False),
    "the wanted one": ("FROM a", "linux/arm64", "linux/arm64", None, TAKEN, False),
    "not the wanted one": ("FROM a", "linux/arm64", OWN, None, FETCHED, True),
    "the builder's": ("FROM --platform=$BUILDPLATFORM a", None, OWN, OWN, TAKEN, False),
    "the builder's, not the wanted one": ("FROM --platform=$BUILDPLATFORM a", "linux/arm64", OWN, None, TAKEN, True),
    "named, and there": ("FROM --platform=linux/arm64 a", None, "linux/arm64", OWN, TAKEN, True),
    "named, and not there": ("FROM --platform=linux/arm64 a", None, OWN, OWN, FETCHED, True),
    "two": (TWO, None, OWN, OWN, BOTH, True),
    "neither of two": (TWO, None, "linux/s390x", OWN, FETCHED, True),
    "the frontend": ("# syntax=a\nFROM b", None, "linux/arm64", OWN, TAKEN, True),
}  # fmt: skip


def request(wanted: str | None) -> BuildRequest:
    params = {"name": "app", "tag": "1", "context": "/c", "dockerfile": "Dockerfile", "pull": "missing"}
    made: BuildRequest = BuildRequest.of({**params, "platforms": [wanted] if wanted else []})
    return made


def record(built: str, **inputs: dict[str, str]) -> Any:
    """The last build, as far as it is read."""
    system, architecture = built.split("/")
    return SimpleNamespace(inputs=inputs, image=SimpleNamespace(os=system, architecture=architecture))


def document(platform: str) -> dict[str, str]:
    return dict(zip(("Os", "Architecture", "Variant"), platform.split("/"), strict=False))


@pytest.mark.parametrize(("text", "wanted", "own", "built", "uses", "asked"), CASES.values(), ids=CASES.keys())
def test_uses(
    text: str, wanted: str | None, own: str, built: str | None, uses: tuple[bool, bool], *, asked: bool
) -> None:
    engine = CountedEngine("overlay2")
    found = BasePlatforms(request(wanted), text, engine, record(built) if built else None)
    assert found.uses("a", document(own)) == uses
    assert bool(engine.asked) == asked


def test_containerd_takes_what_is_there() -> None:
    found = BasePlatforms(request(None), "FROM a", CountedEngine("containerd"), record(OWN))
    assert found.uses("a", document("linux/arm64")) == TAKEN


def test_what_was_built_for_a_platform_says_nothing_of_the_engine() -> None:
    built = record("linux/arm64", platform={"linux/arm64": "wanted"})
    found = BasePlatforms(request(None), "FROM a", CountedEngine("overlay2"), built)
    assert found.uses("a", document("linux/arm64")) == FETCHED
