"""Whether base images exist for the wanted platforms, decided without asking, and what is asked."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._platforms import (
    BaseImage,
    check_platforms,
    is_fetchable,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._build._request import BuildRequest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._engine import Engine
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._registry import RegistryAnswer

DIGESTS = ("a@d0", "r.example/a@d1")
ARM = ("linux/arm64",)

# title: (digests on the engine, platforms that it lacks, what the registry has, whether BuildKit can fetch them)
FETCHABLE: dict[str, tuple[tuple[str, ...], tuple[str, ...], RegistryAnswer, bool]] = {
    "the same index": (DIGESTS, ARM, RegistryAnswer("d1", ("linux/amd64", "linux/arm64")), True),
    "with a variant": (DIGESTS, ARM, RegistryAnswer("d1", ("linux/arm64/v8",)), True),
    "another variant": (DIGESTS, ("linux/arm/v6",), RegistryAnswer("d1", ("linux/arm/v7",)), False),
    "a longer name": (DIGESTS, ("linux/arm",), RegistryAnswer("d1", ("linux/arm64",)), False),
    "one of two": (DIGESTS, (*ARM, "linux/s390x"), RegistryAnswer("d1", ARM), False),
    "another index": (DIGESTS, ARM, RegistryAnswer("d2", ARM), False),
    "end of a digest": (("a@dd1",), ARM, RegistryAnswer("d1", ARM), False),
    "no digest on the engine": ((), ARM, RegistryAnswer("d1", ARM), False),
    "no answer": (DIGESTS, ARM, RegistryAnswer(error="refused"), False),
}


@pytest.mark.parametrize(("digests", "lacking", "answer", "fetchable"), FETCHABLE.values(), ids=FETCHABLE.keys())
def test_fetchable(digests: tuple[str, ...], lacking: tuple[str, ...], answer: RegistryAnswer, fetchable: bool) -> None:
    assert is_fetchable(BaseImage("a", "linux/amd64", digests, lacking), answer, "containerd") == fetchable


# title: (what the registry has, whether BuildKit fetches arm64 from it for a graph driver, by which it takes no other)
BY_GRAPH_DRIVER: dict[str, tuple[RegistryAnswer, bool]] = {
    "another index": (RegistryAnswer("d2", ARM), True),
    "another index without it": (RegistryAnswer("d2", ("linux/s390x",)), False),
    "a manifest alone": (RegistryAnswer("d2"), True),
    "no answer": (RegistryAnswer(error="refused"), False),
}


@pytest.mark.parametrize(("answer", "fetchable"), BY_GRAPH_DRIVER.values(), ids=BY_GRAPH_DRIVER.keys())
def test_fetchable_for_a_graph_driver(answer: RegistryAnswer, fetchable: bool) -> None:
    assert is_fetchable(BaseImage("a", "linux/amd64", (), ARM), answer, "overlay2") == fetchable


def request(*platforms: str, **contexts: str) -> BuildRequest:
    params = {"name": "app", "tag": "1", "context": "/src", "dockerfile": "Dockerfile", "pull": "missing"}
    wanted: BuildRequest = BuildRequest.of({**params, "platforms": platforms, "build_contexts": contexts})
    return wanted


@pytest.fixture
def engine(docker: Any) -> Engine:
    """An engine that has a:1 and b:1, for linux/amd64 alone."""
    docker.keep(tags={"a:1": "sha256:a", "b:1": "sha256:b"}, digests={"sha256:a": ["a@d1"]})
    docker.answer("container create", 1, "", "no match for platform")
    return Engine(docker.params)


def test_base_of_another_platform_is_refused(engine: Engine) -> None:
    with pytest.raises(
        ImageError, match=r"^platforms: found linux/arm64, but the base image a:1 .* linux/amd64 alone;"
    ):
        check_platforms(engine, request("linux/arm64"), "FROM a:1\n", "containerd", "run")


def test_named_context_is_a_base_too(engine: Engine) -> None:
    wanted = request("linux/arm64", tool="docker-image://b:1")
    with pytest.raises(ImageError, match=r"but the base image b:1 on the engine"):
        check_platforms(engine, wanted, "FROM scratch\nCOPY --from=tool / /\n", "containerd", "run")


def test_base_that_is_not_built_on_is_not_judged(engine: Engine) -> None:
    wanted = request("linux/arm64", tool="docker-image://b:1")
    assert check_platforms(engine, wanted, "FROM a:1 AS tool\nFROM scratch\n", "containerd", "run") is None


def test_index_that_the_registry_has_too_is_taken(engine: Engine, docker: Any) -> None:
    manifests = [{"platform": {"os": "linux", "architecture": "arm64"}}]
    docker.answer("buildx imagetools", stdout=json.dumps({"digest": "d1", "manifests": manifests}))
    assert check_platforms(engine, request("linux/arm64"), "FROM a:1\n", "containerd", "run") is None


NOTHING = {
    "no platforms": ([], "FROM a:1\n"),
    "no base on the engine": (["linux/arm64"], "FROM not-there\n"),
    "base of the builder's platform": (["linux/arm64"], "FROM --platform=$BUILDPLATFORM a:1 AS x\nFROM scratch\n"),
}


@pytest.mark.parametrize(("platforms", "dockerfile"), NOTHING.values(), ids=NOTHING.keys())
def test_nothing_to_refuse(platforms: list[str], dockerfile: str, engine: Engine, docker: Any) -> None:
    assert check_platforms(engine, request(*platforms), dockerfile, "containerd", "run") is None
    assert not [call for call in docker.calls if call[:2] != ["image", "inspect"]]
