"""Where buildx and engine have BuildKit's build checks, warnings are returned, or refused before the build."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

TASK = "sovd.prod_images.image_build"
DOCKERFILE = "FROM scratch as one\nENV MY_TOKEN=x\nCOPY f /\n"
RULES = ["FromAsCasing", "SecretsUsedInArgOrEnv"]


@pytest.fixture(scope="module")
def has_checks(docker: Callable[..., str]) -> bool:
    """Whether buildx can ask for the checks, and the engine's own frontend has them."""
    version = json.loads(docker("version", "--format={{json .Server}}"))["Version"]
    return "--check " in docker("buildx", "build", "--help") and int(version.partition(".")[0]) >= 27


def test_warnings_are_returned_or_refused_before_the_build(
    has_checks: bool, image: str, play: Callable[..., list[dict[str, Any]]], docker: Callable[..., str], tmp_path: Path
) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "f").write_text(str(tmp_path))
    common = {"name": image, "context": f"{tmp_path}/source", "dockerfile_content": DOCKERFILE}
    strict = {**common, "tag": "strict", "state_dir": f"{tmp_path}/strict", "fail_on_warnings": True}
    clean = {**strict, "tag": "clean", "dockerfile_content": "FROM scratch\nCOPY f /\n", "state_dir": f"{tmp_path}/c"}
    shown, refused, passed = play({TASK: {**common, "state_dir": f"{tmp_path}/shown"}}, {TASK: strict}, {TASK: clean})
    assert passed["changed"] is True, passed
    found = [warning.partition(":")[0] for warning in shown["build_warnings"]]
    if not has_checks:
        assert (found, refused["changed"]) == ([], True)
        return
    assert found == RULES
    assert refused["failed"] is True
    assert refused["msg"].startswith("fail_on_warnings: found 2 warnings, so no image gets the tag:\nFromAsCasing: ")
    assert "SecretsUsedInArgOrEnv: " in refused["msg"]
    assert "(line 2)" in refused["msg"]
    assert not list((tmp_path / "strict").glob("*.log*"))
    assert docker("image", "inspect", f"{image}:strict", check=False) == "[]"
