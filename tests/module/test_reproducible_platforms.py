"""Reproducible images of several platforms and with attestations, twice without cache on the containerd image store."""

from __future__ import annotations

import tarfile
from collections.abc import Callable
from io import BytesIO
from json import load
from pathlib import Path
from typing import Any

import pytest

from tests.rig.private_engine import PrivateEngine

pytestmark = pytest.mark.slow
EPOCH = 1_700_000_000
PLATFORMS = ["linux/amd64", "linux/riscv64"]
# title: options of the build, the platforms of its index
BUILDS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "two platforms": ({"platforms": PLATFORMS}, PLATFORMS),
    "attested": ({"attestations": ["type=provenance,mode=min"]}, ["linux/amd64", "unknown/unknown"]),
}


@pytest.fixture(scope="module")
def results(
    image: str,
    play: Callable[..., list[dict[str, Any]]],
    containerd_engine: PrivateEngine,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Any]:
    """The results of two builds by title, and the archives of the second ones, from files of another time."""
    folder = tmp_path_factory.mktemp("platforms")
    text = "FROM scratch\nARG TARGETARCH\nCOPY Dockerfile /$TARGETARCH/\n"
    found: dict[str, Any] = {title: [] for title in BUILDS}
    for number in (1, 2):
        context = folder / f"{number}"
        context.mkdir()
        (context / "Dockerfile").write_text(text)
        common = {"name": image, "context": f"{context}", "state_dir": f"{folder}/state", "rebuild": "always"}
        tasks = [
            {"sovd.prod_images.image_build": {**common, "tag": tag, "source_date_epoch": EPOCH, **options}}
            for tag, (options, _platforms) in zip("ab", BUILDS.values(), strict=True)
        ]
        for title, result in zip(BUILDS, play(*tasks, **containerd_engine.environment), strict=True):
            found[title].append(result)
    for tag, title in zip("ab", BUILDS, strict=True):
        archive = folder / f"{tag}.tar"
        containerd_engine.docker("image", "save", f"--output={archive}", f"{image}:{tag}")
        found[title].append(archive)
    return found


def read_archive(archive: Path) -> tuple[list[str], set[float]]:
    """The platforms of the images in an archive, and the times of the files in all of their layers."""
    with tarfile.open(archive) as opened:

        def blob(digest: str) -> BytesIO:
            content = opened.extractfile("blobs/" + digest.replace(":", "/"))
            assert content is not None
            return BytesIO(content.read())

        top = opened.extractfile("index.json")
        assert top is not None
        entries = load(blob(load(top)["manifests"][0]["digest"]))["manifests"]
        layers = [layer for entry in entries for layer in load(blob(entry["digest"]))["layers"]]
        times: set[float] = set()
        for layer in layers:
            if "tar" in layer["mediaType"]:
                with tarfile.open(fileobj=blob(layer["digest"])) as files:
                    times.update(file.mtime for file in files)
    return sorted(f"{each['platform']['os']}/{each['platform']['architecture']}" for each in entries), times


@pytest.mark.parametrize("title", BUILDS)
def test_same_image_of_each_platform(title: str, results: dict[str, Any]) -> None:
    first, second, archive = results[title]
    assert first["image"]["created"] == "2023-11-14T22:13:20Z"
    platforms, times = read_archive(archive)
    assert platforms == sorted(BUILDS[title][1])
    assert times == {EPOCH}
    assert second["changed"] is True
    if title != "attested":  # an attestation says when the build was
        assert second["image"]["id"] == first["image"]["id"]
