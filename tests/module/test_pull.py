"""With pull: refresh a base that moved in the registry is a reason to build; with missing it is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.rig.registry import Registry, registry

TASK = "sovd.prod_images.image_build"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Registry]:
    """A registry that runs."""
    with registry(tmp_path / "registry") as made:
        yield made


def make_base(shop: Registry, docker: Callable[..., str], folder: Path, version: str) -> str:
    """Push a base image, so that the engine has the version before, and return its digest."""
    base = f"{shop.address}/team/base:1"
    (folder / "base").mkdir(exist_ok=True)
    (folder / "base" / "f").write_text(version)
    (folder / "base" / "Dockerfile").write_text(f"FROM scratch\nCOPY f /\nLABEL version={version} place={folder}\n")
    before = docker("image", "ls", "--quiet", "--no-trunc", base)
    docker("buildx", "build", "--quiet", "--tag", base, f"{folder}/base")
    docker("image", "push", "--quiet", base)
    if before:
        docker("image", "tag", before, base)
    digest = shop.digest("team/base", "1")
    assert digest is not None
    return digest


def options_on(base: str, folder: Path, name: str, label: str = "place") -> dict[str, Any]:
    """Options of a task that builds on this base, from an empty context."""
    (folder / "source").mkdir()
    return {
        "name": name,
        "context": f"{folder}/source",
        "dockerfile_content": f"FROM {base}\nLABEL {label}={folder}\n",
        "state_dir": f"{folder}/state",
    }


def test_base_that_moved_in_the_registry(
    shop: Registry, play: Callable[..., list[dict[str, Any]]], docker: Callable[..., str], tmp_path: Path
) -> None:
    first_digest = make_base(shop, docker, tmp_path, "one")
    base = f"{shop.address}/team/base:1"
    missing = options_on(base, tmp_path, f"{shop.address}/team/pulling")
    refresh = {**missing, "tag": "refresh", "pull": "refresh"}
    results = play({TASK: missing}, {TASK: refresh}, {TASK: refresh, "check_mode": True}, {TASK: refresh})
    assert [result["changed"] for result in results] == [True, True, False, False], results
    second_digest = make_base(shop, docker, tmp_path, "two")
    predicted, left, done, again = play(
        {TASK: refresh, "check_mode": True}, {TASK: missing}, {TASK: refresh}, {TASK: refresh}
    )
    reason = {"kind": "base_image", "name": base, "before": first_digest, "after": second_digest}
    assert (predicted["changed"], predicted["reasons"]) == (True, [reason])
    assert (done["changed"], done["reasons"]) == (True, [reason])
    assert done["image"]["labels"]["version"] == "two"
    assert (left["changed"], left["reasons"]) == (False, [])
    assert (again["changed"], again["reasons"]) == (False, [])
    shop.stop()
    down, untouched = play({TASK: refresh, "check_mode": True}, {TASK: missing})
    assert down["failed"] is True
    assert down["msg"].startswith(f"pull: refresh asks the registry for the base image {base}, which refused or did")
    assert "connection refused" in down["msg"]
    assert untouched["changed"] is False


@pytest.mark.slow
def test_base_that_only_buildkit_fetched(
    shop: Registry, play: Callable[..., list[dict[str, Any]]], docker: Callable[..., str], tmp_path: Path
) -> None:
    """As on a host where nobody runs docker pull: a build takes what the registry has now."""
    base = f"{shop.address}/team/base:1"

    def move(version: str) -> str:
        digest = make_base(shop, docker, tmp_path, version)
        docker("image", "rm", base)
        return digest

    digests = [move("one")]
    options = options_on(base, tmp_path, f"{shop.address}/team/fetching")
    built, same = play({TASK: options}, {TASK: options})
    assert (built["image"]["labels"]["version"], same["changed"]) == ("one", False)
    digests.append(move("two"))
    predicted, moved, again = play({TASK: options, "check_mode": True}, {TASK: options}, {TASK: options})
    reason = {"kind": "base_image", "name": base, "before": digests[0], "after": digests[1]}
    assert (predicted["reasons"], moved["reasons"], again["reasons"]) == ([reason], [reason], [])
    assert moved["image"]["labels"]["version"] == "two"
    docker("image", "pull", "--quiet", base)
    (pulled,) = play({TASK: options})
    assert (pulled["changed"], pulled.get("warnings", [])) == (False, [])
    docker("image", "rm", base)
    shop.stop()
    (down,) = play({TASK: options, "check_mode": True})
    assert down["changed"] is False
    assert [base in warning and "taken for unchanged" in warning for warning in down["warnings"]] == [True]


@pytest.mark.slow
def test_base_that_the_engine_has_for_another_platform(
    shop: Registry, play: Callable[..., list[dict[str, Any]]], docker: Callable[..., str], tmp_path: Path
) -> None:
    """With a graph driver a build does not take it, but what the registry has now."""
    base = f"{shop.address}/team/base:1"
    other, wanted = "linux/s390x", "linux/riscv64"

    def make(platform: str, version: str) -> None:
        (tmp_path / "Dockerfile").write_text(f"FROM scratch\nLABEL version={version} place={tmp_path}\n")
        docker(
            "buildx", "build", "--quiet", "--provenance=false", f"--platform={platform}", "--tag", base, str(tmp_path)
        )

    def move(version: str) -> str | None:
        make(wanted, version)
        docker("image", "push", "--quiet", base)
        make(other, "elsewhere")
        return shop.digest("team/base", "1")

    digests = [move("one")]
    options = {**options_on(base, tmp_path, f"{shop.address}/team/foreign", "last"), "platforms": [wanted]}
    built, same = play({TASK: options}, {TASK: options})
    assert (built["image"]["labels"]["version"], same["changed"]) == ("one", False)
    digests.append(move("two"))
    predicted, moved = play({TASK: options, "check_mode": True}, {TASK: options})
    reason = {"kind": "base_image", "name": base, "before": digests[0], "after": digests[1]}
    assert (predicted["reasons"], moved["reasons"]) == ([reason], [reason])
    assert (moved["image"]["labels"]["version"], moved["image"]["architecture"]) == ("two", "riscv64")
