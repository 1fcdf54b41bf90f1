"""What the image store of this engine cannot do is refused before the build; on the containerd store it is done."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.rig.waiting import wait_until

BASE = "python:3.11-slim"
TASK = "sovd.prod_images.image_build"

# title: (options, beginning of the message of a graph driver's store)
NEEDS_CONTAINERD: dict[str, tuple[dict[str, Any], str]] = {
    "two platforms": (
        {"platforms": ["linux/amd64", "linux/arm64"]},
        "platforms: found linux/amd64, linux/arm64, but with the {store} image store an image holds one platform; turn",
    ),
    "cache in a folder": ({"cache_to": ["type=local,dest={folder}/c"]}, "cache_to: found 'type=local,dest={folder}/c'"),
    "image in a file": ({"outputs": ["type=oci,dest={folder}/o"]}, "outputs: found 'type=oci,dest={folder}/o', but "),
    "provenance": ({"attestations": ["type=provenance,mode=min"]}, "attestations: found type=provenance,mode=min, but"),
}
# title: (options, Dockerfile, architecture)
EVERY_STORE: dict[str, tuple[dict[str, Any], str, str]] = {
    "own platform": ({"platforms": ["linux/{own}"]}, f"FROM {BASE}\nCOPY f /\n", "{own}"),
    "foreign platform on nothing": ({"platforms": ["linux/riscv64"]}, "FROM scratch\nCOPY f /\n", "riscv64"),
    "foreign platform by own tools": (
        {"platforms": ["linux/riscv64"]},
        f"FROM --platform=$BUILDPLATFORM {BASE} AS a\nRUN cp /etc/os-release /f\nFROM scratch\nCOPY --from=a /f /\n",
        "riscv64",
    ),
}


@pytest.fixture(scope="module")
def engine(docker: Callable[..., str]) -> dict[str, str]:
    """The store and the architecture of the engine."""
    about = json.loads(docker("info", "--format={{json .}}"))
    containerd = ["driver-type", "io.containerd.snapshotter.v1"] in about["DriverStatus"]
    version = json.loads(docker("version", "--format={{json .Server}}"))
    return {"store": "containerd" if containerd else about["Driver"], "own": version["Arch"]}


@pytest.fixture(scope="module")
def results(
    engine: dict[str, str],
    image: str,
    play: Callable[..., list[dict[str, Any]]],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, dict[str, Any]]:
    """What came of each case, by title; `folder` is where the files are."""
    folder = tmp_path_factory.mktemp("store")
    (folder / "source").mkdir()
    (folder / "source" / "f").write_text(image)
    tasks = {title: (options, "FROM scratch\nCOPY f /\n") for title, (options, _message) in NEEDS_CONTAINERD.items()}
    tasks |= {title: (options, text) for title, (options, text, _architecture) in EVERY_STORE.items()}
    tasks["one base"] = ({"platforms": ["linux/riscv64"]}, f"FROM {BASE}\nCOPY f /\n")
    tasks["base by a context"] = (
        {"platforms": ["linux/riscv64"], "build_contexts": {"base": f"docker-image://{BASE}"}},
        "FROM base\nCOPY f /\n",
    )
    common = {"name": image, "context": f"{folder}/source", "state_dir": f"{folder}/state"}
    steps = []
    for number, (options, text) in enumerate(tasks.values()):
        filled = json.loads(json.dumps(options).replace("{folder}", str(folder)).replace("{own}", engine["own"]))
        steps.append({TASK: {**common, **filled, "tag": f"{number}", "dockerfile_content": text}})
    done = play(*steps)
    return {**dict(zip(tasks, done, strict=True)), "folder": {"path": str(folder)}}


@pytest.mark.parametrize("title", NEEDS_CONTAINERD)
def test_store_does_it_or_refuses(title: str, results: dict[str, dict[str, Any]], engine: dict[str, str]) -> None:
    message = NEEDS_CONTAINERD[title][1].format(folder=results["folder"]["path"], store=engine["store"])
    result = results[title]
    if engine["store"] == "containerd":
        assert result["changed"] is True, result
        return
    assert result["failed"] is True
    assert result["msg"].startswith(message), result["msg"]
    assert "containerd image store" in result["msg"]


@pytest.mark.parametrize("title", EVERY_STORE)
def test_platform(title: str, results: dict[str, dict[str, Any]], engine: dict[str, str]) -> None:
    assert results[title]["changed"] is True, results[title]
    assert results[title]["image"]["architecture"] == EVERY_STORE[title][2].format(**engine)


@pytest.mark.parametrize("title", ["one base", "base by a context"])
def test_base_of_one_platform_is_refused(
    title: str, results: dict[str, dict[str, Any]], engine: dict[str, str]
) -> None:
    result = results[title]
    assert result["failed"] is True
    found = f"found linux/riscv64, but the base image {BASE} on the engine is for linux/{engine['own']} alone"
    assert result["msg"].startswith(f"platforms: {found}"), result["msg"]
    assert "docker pull --platform" in result["msg"]


def test_refused_builds_left_no_log(results: dict[str, dict[str, Any]], engine: dict[str, str]) -> None:
    wanted = len(EVERY_STORE) + (len(NEEDS_CONTAINERD) if engine["store"] == "containerd" else 0)
    assert len(list(Path(results["folder"]["path"], "state").glob("*.log"))) == wanted


def test_nothing_was_left_of_the_questions(results: dict[str, dict[str, Any]], docker: Callable[..., str]) -> None:
    made = {results[title]["image"]["id"] for title in EVERY_STORE}

    def asking() -> set[str]:
        """Of which of these images containers are there: another run on this engine asks about others just now."""
        listed = docker("container", "ls", "--all", "--quiet", "--filter=name=sovd-prod-images-asks-").split()
        return made & {docker("container", "inspect", "--format={{.Image}}", each, check=False) for each in listed}

    # One of them holds nothing of this run alone.
    assert wait_until(lambda: not asking(), 60), asking()
