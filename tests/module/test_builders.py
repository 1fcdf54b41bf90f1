"""A builder that is not the engine's own does what its BuildKit can, whatever image store the engine of the task has.

It is the BuildKit of another engine, reached by the driver remote. The engine of the task has a graph driver's store,
unless it was asked for with another one.
"""

from __future__ import annotations

import json
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.rig.buildkit import remote_builder
from tests.rig.private_engine import PrivateEngine

pytestmark = pytest.mark.slow
TASK = "sovd.prod_images.image_build"
OTHER = "linux/riscv64"
# title: options of a build that the graph drivers' store refuses; {folder} is where files are written
BUILDS: dict[str, dict[str, Any]] = {
    "plain": {},
    "cache in a folder": {"cache_to": ["type=local,dest={folder}/cache"]},
    "image in a file": {"outputs": ["type=oci,dest={folder}/oci.tar"]},
    "two platforms": {"platforms": ["{own}", OTHER]},
    "two platforms in a file": {"platforms": [OTHER, "{own}"], "outputs": ["type=oci,dest={folder}/two.tar"]},
    "attested in a file": {
        "attestations": ["type=provenance,mode=min"],
        "outputs": ["type=oci,dest={folder}/attested.tar"],
    },
    "reproducible": {"source_date_epoch": 1_700_000_000},
}
# title: (options, begin of the message of an engine with a graph driver's store)
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "push of two platforms": ({"platforms": ["{own}", OTHER], "push": True}, "push: found {own}, " + OTHER),
    "attestations that nothing holds": ({"attestations": ["type=sbom"]}, "attestations: found type=sbom, but the "),
    "no such builder": ({"builder": "nobody"}, "builder: found no usable builder 'nobody' on the target (ERROR: no "),
    "builder that is down": ({"builder": "down"}, "builder: found down, whose BuildKit does not answer at unix://"),
    "archive of two platforms": (
        {"platforms": ["{own}", OTHER], "outputs": ["type=docker,dest={folder}/x"]},
        "outputs: found 'type=docker,dest={folder}/x', but an archive of that type holds one platform",
    ),
}


@pytest.fixture(scope="module")
def variables(containerd_engine: PrivateEngine, docker: Callable[..., str]) -> Iterator[dict[str, str]]:
    """The variables with which a task builds elsewhere, on a BuildKit that is there, and on one that is not."""
    with remote_builder(containerd_engine.unix) as found:
        down = f"unix://{found['BUILDX_CONFIG']}/nobody.sock"
        docker("buildx", "create", "--name=down", "--driver=remote", down, BUILDX_CONFIG=found["BUILDX_CONFIG"])
        yield found


@pytest.fixture(scope="module")
def engine(docker: Callable[..., str]) -> dict[str, Any]:
    """The platform of the engine of the task, and whether its store is containerd's."""
    about = json.loads(docker("info", "--format={{json .}}"))
    own = docker("version", "--format={{.Server.Os}}/{{.Server.Arch}}")
    return {"own": own, "containerd": ["driver-type", "io.containerd.snapshotter.v1"] in about["DriverStatus"]}


@pytest.fixture(scope="module")
def results(
    engine: dict[str, Any],
    image: str,
    variables: dict[str, str],
    play: Callable[..., list[dict[str, Any]]],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Any]:
    """What came of each case, by title, and of the same once more."""
    folder = tmp_path_factory.mktemp("builders")
    (folder / "source").mkdir()
    (folder / "source" / "Dockerfile").write_text("FROM scratch\nARG TARGETARCH\nCOPY . /$TARGETARCH/\n")
    common = {"name": image, "context": f"{folder}/source", "state_dir": f"{folder}/state"}
    cases = {**BUILDS, **{title: options for title, (options, _message) in REFUSED.items()}}
    steps = []
    for number, options in enumerate(cases.values()):
        filled = json.loads(json.dumps(options).replace("{folder}", str(folder)).replace("{own}", engine["own"]))
        steps.append({TASK: {**common, "tag": f"{number}", **filled}})
    done = play(*steps, *steps[: len(BUILDS)], **variables)
    again = {f"{title} again": result for title, result in zip(BUILDS, done[len(cases) :], strict=True)}
    return {**dict(zip(cases, done, strict=False)), **again, "folder": folder}


@pytest.mark.parametrize("title", BUILDS)
def test_what_the_builder_can_do_is_done(title: str, results: dict[str, Any], engine: dict[str, Any]) -> None:
    first, again = results[title], results[f"{title} again"]
    assert first["changed"] is True, first
    assert f"{first['image']['os']}/{first['image']['architecture']}" == engine["own"]
    assert (again["changed"], again["reasons"], again["image"]["id"]) == (False, [], first["image"]["id"])


def platforms_in(archive: Path) -> list[str]:
    """The platforms of the images in an archive, `unknown` for one of attestations."""
    with tarfile.open(archive) as opened:

        def read(name: str) -> Any:
            content = opened.extractfile(name)
            assert content is not None
            return json.loads(content.read())

        (top,) = read("index.json")["manifests"]
        listed = read("blobs/" + top["digest"].replace(":", "/")).get("manifests")
        entries = [entry["platform"] for entry in listed or []]
    return sorted(f"{entry['os']}/{entry['architecture']}" for entry in entries)


def test_files_hold_what_was_wanted(results: dict[str, Any], engine: dict[str, Any]) -> None:
    folder: Path = results["folder"]
    assert (folder / "cache" / "index.json").is_file()
    assert platforms_in(folder / "oci.tar") == []
    assert platforms_in(folder / "two.tar") == sorted([engine["own"], OTHER])
    assert platforms_in(folder / "attested.tar") == [engine["own"], "unknown/unknown"]


def test_reproducible_image_has_the_time(results: dict[str, Any]) -> None:
    assert results["reproducible"]["image"]["created"] == "2023-11-14T22:13:20Z"


@pytest.mark.parametrize("title", REFUSED)
def test_what_cannot_work_is_said_before(title: str, results: dict[str, Any], engine: dict[str, Any]) -> None:
    if engine["containerd"] and title in ("push of two platforms", "attestations that nothing holds"):
        return  # its store holds them
    message = REFUSED[title][1].format(folder=results["folder"], own=engine["own"])
    assert results[title]["failed"] is True
    assert results[title]["msg"].startswith(message), results[title]["msg"]


def test_refused_builds_started_nothing(results: dict[str, Any], engine: dict[str, Any]) -> None:
    logs = list((results["folder"] / "state").glob("*.log"))
    assert len(logs) == len(BUILDS) or engine["containerd"]


def test_base_on_the_engine_is_no_base_of_the_builder(
    image: str, variables: dict[str, str], play: Callable[..., list[dict[str, Any]]], tmp_path: Path
) -> None:
    """The image that the engine has is not what the builder would use, so that another one there is no reason."""
    options = {
        "name": f"{image}-base",
        "context": f"{tmp_path}",
        "state_dir": f"{tmp_path}/../state",
        "dockerfile_content": f"FROM {image}:0\n",
    }
    (result,) = play({TASK: options}, **variables)
    assert result["failed"] is True
    assert image.partition(":")[0] in result["msg"]
