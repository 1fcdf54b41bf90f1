"""Builds by buildx."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._buildx import build, build_checks, check_buildx
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._engine import Engine

FOUND = {"warnings": [{"ruleName": "StageNameCasing", "detail": "lower case"}]}


def test_docker_without_buildx(docker: Any) -> None:
    assert check_buildx(Engine(docker.params)) is None
    docker.answer("buildx version", 1, "", "docker: 'buildx' is not a docker command.")
    with pytest.raises(ImageError, match=r"^docker_cli: found '.*/docker' without the buildx plugin, which BuildKit"):
        check_buildx(Engine(docker.params))


def test_build_checks(docker: Any) -> None:
    docker.answer("buildx build --call=check,format=json --file D .", 1, json.dumps(FOUND))
    assert build_checks(Engine(docker.params), ["--file", "D", "."], {}) == ["StageNameCasing: lower case"]


def test_buildx_before_the_checks(docker: Any) -> None:
    docker.answer("buildx build --help", stdout="  --cache-from\n")
    assert build_checks(Engine(docker.params), ["."], {}) == []
    assert docker.calls == [["buildx", "build", "--help"]]


@pytest.mark.parametrize("code", [0, 1])
def test_build_gives_its_lines_and_its_exit_code(code: int, docker: Any, tmp_path: Path) -> None:
    docker.answer("buildx build --file D .", code, "#1 one\n", "#2 two\n")
    lines: list[str] = []
    log = tmp_path / "log"
    found = build(Engine(docker.params), ["--file", "D", "."], {}, log_file=str(log), timeout=30, read=lines.append)
    assert (found, sorted(lines)) == (code, ["#1 one", "#2 two"])
    assert sorted(log.read_text().splitlines()) == sorted(lines)
