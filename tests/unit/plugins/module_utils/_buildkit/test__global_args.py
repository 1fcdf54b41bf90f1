"""The variables of the global scope."""

from __future__ import annotations

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._global_args import (
    GlobalArgs,
    Host,
    format_platform,
)

HOST = Host("28.2.2", "linux/x86_64")


def never() -> Host:
    """Answer for an engine that is not to be asked."""
    raise AssertionError("the engine was asked")


def test_values_need_no_engine() -> None:
    variables = GlobalArgs({"B": "given", "TARGETARCH": "own"}, None, "", "", never)
    for name, default in (("A", "a"), ("B", "b"), ("C", None), ("D", "$A$B")):
        variables.declare(name, default, "\\")
    assert [variables.get(name) for name in ("A", "B", "C", "D", "NO", "TARGETARCH")] == [
        "a", "given", "", "agiven", None, "own"
    ]  # fmt: skip


def test_platforms_of_host_and_target() -> None:
    variables = GlobalArgs({}, "linux/arm/6", "stage", "", lambda: HOST)
    names = ("BUILDPLATFORM", "TARGETPLATFORM", "TARGETOS", "TARGETARCH", "TARGETVARIANT", "TARGETSTAGE")
    assert [variables.get(name) for name in names] == [
        "linux/amd64", "linux/arm/v6", "linux", "arm", "v6", "stage"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("platform", "formatted"),
    [
        ("linux/x86_64", "linux/amd64"),
        ("Linux/aarch64", "linux/arm64"),
        ("amd64", "linux/amd64"),
        ("windows", "windows/amd64"),
        ("linux/armhf", "linux/arm/v7"),
        ("linux/arm/5", "linux/arm/v5"),
        ("linux/amd64/v1", "linux/amd64"),
        ("macos/arm64", "darwin/arm64"),
    ],
)
def test_format_platform(platform: str, formatted: str) -> None:
    assert format_platform(platform, lambda: HOST) == formatted
