"""Variables of the task's environment that change an image. A real builder has them in tests/module."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._request import BuildRequest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._task_environment import (
    environment_values,
    environment_warnings,
    with_default_platform,
)

PARAMS: dict[str, Any] = {"name": "app", "tag": "1", "context": "/src", "dockerfile": "Dockerfile", "pull": "missing"}
# title: (options, environment, what it decides)
VALUES: dict[str, tuple[dict[str, Any], dict[str, str], dict[str, str]]] = {
    "nothing": ({}, {"PATH": "/bin", "BUILDX_GIT_INFO": "1"}, {}),
    "time": ({}, {"SOURCE_DATE_EPOCH": "5"}, {"SOURCE_DATE_EPOCH": "5"}),
    "empty time": ({}, {"SOURCE_DATE_EPOCH": ""}, {}),
    "time of the option": ({"source_date_epoch": 0}, {"SOURCE_DATE_EPOCH": "5"}, {}),
    "time of an argument": ({"build_args": {"SOURCE_DATE_EPOCH": "1"}}, {"SOURCE_DATE_EPOCH": "5"}, {}),
    "attested": (
        {"attestations": ["type=provenance"]},
        {"BUILDX_GIT_INFO": "false", "BUILDX_GIT_CHECK_DIRTY": "1"},
        {"BUILDX_GIT_INFO": "false", "BUILDX_GIT_CHECK_DIRTY": "1"},
    ),
}
# options, environment, platforms
PLATFORMS: list[tuple[dict[str, Any], dict[str, str], tuple[str, ...]]] = [
    ({}, {}, ()),
    ({}, {"DOCKER_DEFAULT_PLATFORM": ""}, ()),
    ({}, {"DOCKER_DEFAULT_PLATFORM": "linux/arm64"}, ("linux/arm64",)),
    ({}, {"DOCKER_DEFAULT_PLATFORM": "linux/arm64,linux/amd64"}, ("linux/arm64", "linux/amd64")),
    ({"platforms": ["linux/386"]}, {"DOCKER_DEFAULT_PLATFORM": "linux/arm64"}, ("linux/386",)),
]


def request(**options: Any) -> BuildRequest:
    made: BuildRequest = BuildRequest.of({**PARAMS, **options})
    return made


@pytest.mark.parametrize(("options", "environment", "values"), VALUES.values(), ids=VALUES.keys())
def test_values(options: dict[str, Any], environment: dict[str, str], values: dict[str, str]) -> None:
    assert environment_values(request(**options), environment, set()) == values


@pytest.mark.parametrize(("options", "environment", "platforms"), PLATFORMS)
def test_platforms(options: dict[str, Any], environment: dict[str, str], platforms: tuple[str, ...]) -> None:
    assert with_default_platform(request(**options), environment).platforms == platforms


def test_source_policy_is_read(tmp_path: Path) -> None:
    environment = {"EXPERIMENTAL_BUILDKIT_SOURCE_POLICY": f"{tmp_path}/policy"}
    (tmp_path / "policy").write_text("{}")
    digest = "sha256:" + hashlib.sha256(b"{}").hexdigest()
    assert environment_values(request(), environment, set()) == {"EXPERIMENTAL_BUILDKIT_SOURCE_POLICY": digest}


def test_configured_proxies_count_where_one_is_declared_and_not_given(tmp_path: Path) -> None:
    environment = {"DOCKER_CONFIG": str(tmp_path)}
    (tmp_path / "config.json").write_text('{"proxies": {"default": {"httpProxy": "http://user:hush@proxy"}}}')
    assert environment_values(request(), environment, set()) == {}
    given = request(build_args={"HTTP_PROXY": "x"})
    assert environment_values(given, environment, {"HTTP_PROXY"}) == {}
    values = environment_values(request(), environment, {"HTTP_PROXY"})
    assert list(values) == ["DOCKER_CONFIG"]
    assert "hush" not in str(values)
    (tmp_path / "config.json").write_text('{"proxies": {"default": {"httpProxy": "http://user:other@proxy"}}}')
    assert environment_values(request(), environment, {"HTTP_PROXY"}) != values


@pytest.mark.parametrize("text", ["{}", "[]", "no JSON", '{"proxies": null}'])
def test_configuration_without_proxies(text: str, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(text)
    assert environment_values(request(), {"DOCKER_CONFIG": str(tmp_path)}, {"HTTP_PROXY"}) == {}


@pytest.mark.parametrize(
    ("value", "warned"), [("1", True), ("full", True), ("0", False), ("false", False), ("", False)]
)
def test_labels_of_git(value: str, warned: bool) -> None:
    warnings = environment_warnings({"BUILDX_GIT_LABELS": value})
    assert ["BUILDX_GIT_LABELS is set" in text for text in warnings] == [True] * warned
