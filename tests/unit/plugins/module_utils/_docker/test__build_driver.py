"""The builder that buildx uses. The texts are those of buildx 0.13 to 0.29, with builders of each driver."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._build_driver import (
    BuilderInfo,
    context_in_use,
    find_builder,
    read_builder,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._engine import Engine

LABELS = """Labels:
 org.mobyproject.buildkit.worker.executor:         oci
 org.mobyproject.buildkit.worker.network:          host
GC Policy rule#0:
 All:           false
 Keep Bytes:    488.3MiB
"""
ENGINE = f"""Name:   default
Driver: docker

Nodes:
Name:             default
Endpoint:         default
Status:           running
BuildKit version: v0.0.0+unknown
Platforms:        linux/amd64, linux/386
{LABELS}"""
CONTAINER = f"""Name:          ci
Driver:        docker-container
Last Activity: 2026-11-27 11:38:15 +0000 UTC

Nodes:
Name:                  ci0
Endpoint:              unix:///var/run/docker.sock
Driver Options:        image="mirror.example/buildkit:1"
Status:                running
BuildKit daemon flags: --allow-insecure-entitlement=network.host
BuildKit version:      v0.13.2
Platforms:             linux/amd64*, linux/386
{LABELS}
Name:     ci1
Endpoint: ssh://other
Status:   inactive
"""
STOPPED = """Name:          ci
Driver:        docker-container

Nodes:
Name:                  ci0
Endpoint:              unix:///var/run/docker.sock
Status:                inactive
"""
LOST = """Name:          far
Driver:        remote
Last Activity: 2026-11-27 11:38:00 +0000 UTC

Nodes:
Name:     far0
Endpoint: tcp://buildkit.example:1234
Status:   inactive
"""
BROKEN = """Name:   team
Driver: kubernetes

Nodes:
Name:     team0
Endpoint: kubernetes:///team?deployment=&kubeconfig=
Error:    deployments.apps "team0" is forbidden
"""
OLD = """Name:   old
Driver: docker-container

Nodes:
Name:      old0
Endpoint:  desktop-linux
Status:    running
Buildkit:  v0.9.3
Platforms: linux/arm64
"""
CLOUD = """Name:          cloud-acme-default
Driver:        cloud

Nodes:
Name:      linux-amd64
Endpoint:  cloud://acme/default_linux-amd64
Status:    running
BuildKit version: 0.17.0
"""
# title: (what buildx prints, whether it is the engine's own, whether nothing answers, the release, all that is read)
BUILDERS: dict[str, tuple[str, bool, bool, tuple[int, int] | None, BuilderInfo]] = {
    "docker": (
        ENGINE,
        True,
        False,
        None,
        BuilderInfo("default", "docker", ("default",), ("running",), "v0.0.0+unknown"),
    ),
    "docker-container": (
        CONTAINER,
        False,
        False,
        (0, 13),
        BuilderInfo(
            "ci", "docker-container", ("unix:///var/run/docker.sock", "ssh://other"), ("running", "inactive"), "v0.13.2"
        ),
    ),
    "docker-container that a build starts": (
        STOPPED,
        False,
        False,
        None,
        BuilderInfo("ci", "docker-container", ("unix:///var/run/docker.sock",), ("inactive",)),
    ),
    "docker-container of an old buildx": (
        OLD,
        False,
        False,
        (0, 9),
        BuilderInfo("old", "docker-container", ("desktop-linux",), ("running",), "v0.9.3"),
    ),
    "remote": (
        LOST.replace("inactive", "running"),
        False,
        False,
        None,
        BuilderInfo("far", "remote", ("tcp://buildkit.example:1234",), ("running",)),
    ),
    "remote that does not answer": (
        LOST,
        False,
        True,
        None,
        BuilderInfo("far", "remote", ("tcp://buildkit.example:1234",), ("inactive",)),
    ),
    "kubernetes": (
        BROKEN,
        False,
        False,
        None,
        BuilderInfo("team", "kubernetes", ("kubernetes:///team?deployment=&kubeconfig=",)),
    ),
    "cloud": (
        CLOUD,
        False,
        False,
        (0, 17),
        BuilderInfo("cloud-acme-default", "cloud", ("cloud://acme/default_linux-amd64",), ("running",), "0.17.0"),
    ),
}


@pytest.fixture(autouse=True, params=["DOCKER_CONFIG", "BUILDX_CONFIG"])
def config(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of buildx, which is not there yet, as a variable names it."""
    monkeypatch.delenv("BUILDX_CONFIG", raising=False)
    folder = tmp_path / "docker"
    monkeypatch.setenv(request.param, str(folder))
    return folder if request.param == "BUILDX_CONFIG" else folder / "buildx"


@pytest.mark.parametrize(("text", "is_engine", "is_lost", "release", "builder"), BUILDERS.values(), ids=BUILDERS.keys())
def test_builder(
    text: str, is_engine: bool, is_lost: bool, release: tuple[int, int] | None, builder: BuilderInfo
) -> None:
    assert read_builder(text) == builder
    assert (builder.is_engine, builder.is_lost, builder.release()) == (is_engine, is_lost, release)


def test_builder_is_asked_for_by_its_name(docker: Any) -> None:
    docker.answer("buildx inspect ci", 0, CONTAINER)
    assert find_builder(Engine(docker.params), "ci").driver == "docker-container"


def test_builder_that_is_not_there(docker: Any) -> None:
    docker.answer("buildx inspect nope", 1, "", 'ERROR: no builder "nope" found')
    with pytest.raises(ImageError, match=r"^builder: found no usable builder 'nope' on the target \(ERROR: no builder"):
        find_builder(Engine(docker.params), "nope")


def test_builder_without_buildx(docker: Any) -> None:
    docker.answer("buildx", 1, "", "docker: 'buildx' is not a docker command.")
    with pytest.raises(ImageError, match=r"^docker_cli: found '.*/docker' without the buildx plugin"):
        find_builder(Engine(docker.params), "ci")


# title: (files in the folder of buildx with their texts, whether another builder may be meant)
CHOSEN: dict[str, tuple[dict[str, str], bool]] = {
    "no folder": ({}, False),
    "none was ever chosen": ({"instances/ci": "{}"}, False),
    "the engine's own again": ({"current": json.dumps({"Key": "unix:///s", "Name": "", "Global": False})}, False),
    "another one": ({"current": json.dumps({"Key": "unix:///s", "Name": "ci", "Global": False})}, True),
    "another one for a context": ({"defaults/1f2e": "ci"}, True),
    "damaged": ({"current": "x"}, False),
    "no object": ({"current": "[]"}, False),
}


@pytest.mark.parametrize(("files", "asked"), CHOSEN.values(), ids=CHOSEN.keys())
def test_nothing_is_asked_unless_another_was_chosen(
    files: dict[str, str], asked: bool, config: Path, docker: Any
) -> None:
    for name, text in files.items():
        (config / name).parent.mkdir(parents=True, exist_ok=True)
        (config / name).write_text(text)
    docker.answer("buildx inspect", 0, CONTAINER)
    builder = find_builder(Engine(docker.params), None)
    assert docker.calls == ([["buildx", "inspect"]] if asked else [])
    assert builder == (read_builder(CONTAINER) if asked else BuilderInfo())


def test_context_in_use(docker: Any) -> None:
    docker.answer("context show", 0, "far\n")
    assert context_in_use(Engine(docker.params)) == "far"


def test_context_is_not_told_by_an_old_docker(docker: Any) -> None:
    docker.answer("context show", 1, "", "unknown command")
    assert context_in_use(Engine(docker.params)) is None
