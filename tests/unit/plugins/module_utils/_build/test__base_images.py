"""The images that a request builds on."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._base_images import (
    base_images,
    base_images_of_target,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._build._request import BuildRequest
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._engine import EngineInfo


class CountedEngine:
    """Says what it is, and counts how often."""

    def __init__(self) -> None:
        self.asked = 0

    def info(self) -> EngineInfo:
        self.asked += 1
        return EngineInfo("28.2.2", "linux/x86_64", "overlay2", "")


def request(**options: Any) -> BuildRequest:
    made: BuildRequest = BuildRequest.of(
        {"name": "app", "tag": "1", "context": "/c", "dockerfile": "Dockerfile", "pull": "missing", **options}
    )
    return made


@pytest.mark.parametrize(
    ("text", "options", "images", "asked"),
    [
        ("# syntax=s\nFROM b\nCOPY --from=a / /", {}, ["a", "b", "s"], 0),
        ("FROM --platform=$BUILDPLATFORM a", {}, ["a"], 0),
        ("FROM a-$TARGETARCH AS x\nFROM b-$TARGETOS\nCOPY --from=x / /", {}, ["a-amd64", "b-linux"], 1),
        ("FROM a-$TARGETARCH", {"platforms": ["linux/arm64", "linux/amd64"]}, ["a-amd64", "a-arm64"], 0),
        ("FROM a\nFROM b", {"build_contexts": {"b": "docker-image://c", "a": "docker-image://d"}}, ["c"], 0),
        ("FROM a", {"build_contexts": {"a": "/folder"}}, [], 0),
        ("FROM a AS x\nFROM b", {"target": "x"}, ["a"], 0),
    ],
)
def test_base_images(text: str, options: dict[str, Any], images: list[str], asked: int) -> None:
    engine = CountedEngine()
    assert base_images(request(**options), text, engine) == images
    assert engine.asked == asked


def test_base_images_of_target() -> None:
    text = "# syntax=s\nFROM --platform=$BUILDPLATFORM a AS x\nFROM b\nCOPY --from=x / /\nCOPY --from=c / /"
    wanted = request(platforms=["linux/arm64"], build_contexts={"c": "docker-image://d"})
    assert base_images_of_target(wanted, text, CountedEngine()) == ["b", "d"]
