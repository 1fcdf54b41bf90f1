"""What a builder can do of a request, and what the engine can hold of its image."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._builder_limits import check_builder, loadable
from ansible_collections.sovd.prod_images.plugins.module_utils._build._request import BuildRequest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._build_driver import BuilderInfo

DRIVERS = ("docker", "docker-container", "kubernetes", "remote", "cloud")
OTHERS = DRIVERS[1:]
TWO = ["linux/amd64", "linux/arm64"]
PUSHED = "have the builder push by outputs: ['type=image,name=app:1,push=true']"


def request(**options: Any) -> BuildRequest:
    params = {"name": "app", "tag": "1", "context": "/c", "dockerfile": "Dockerfile", "pull": "missing"}
    made: BuildRequest = BuildRequest.of({**params, **options})
    return made


def refusal(driver: str, store: str, *, push: bool = False, context: str | None = None, **options: Any) -> str:
    """What is said before the build, an empty text for nothing."""
    builder = BuilderInfo(driver if driver != "docker" else "default", driver, ("e",), ("running",), "v0.13.2")
    try:
        check_builder(request(**options), builder, store, context, push)
    except ImageError as error:
        return str(error)
    return ""


# title: options that the graph drivers' store of the engine's own BuildKit refuses, and that all other builders do
BUILT: dict[str, dict[str, Any]] = {
    "platforms": {"platforms": TWO},
    "cache_to": {"cache_to": ["type=local,dest=/d"]},
    "outputs": {"outputs": ["type=oci,dest=/f"]},
    "source_date_epoch": {"source_date_epoch": 0},
    "attestations": {"attestations": ["type=sbom"], "outputs": ["type=oci,dest=/f"]},
}


@pytest.mark.parametrize("driver", DRIVERS)
@pytest.mark.parametrize("option", BUILT)
def test_what_a_builder_can_do_is_not_refused(option: str, driver: str) -> None:
    assert refusal(driver, "containerd", **BUILT[option]) == ""
    by_graph_driver = refusal(driver, "overlay2", **BUILT[option])
    if driver == "docker":
        assert "turn on the containerd image store" in by_graph_driver
    else:
        assert by_graph_driver == ""


# title: (options, begin of what is said before the build)
NOT_HELD: dict[str, tuple[dict[str, Any], str]] = {
    "several platforms by push": (
        {"platforms": TWO, "push": True},
        "push: found linux/amd64, linux/arm64, but the overlay2 image store, which push sends from, holds one platform",
    ),
    "attestations by push": (
        {"attestations": ["type=sbom"], "push": True, "outputs": ["type=oci,dest=/f"]},
        "push: found type=sbom, but the overlay2 image store",
    ),
    "attestations that nothing holds": (
        {"attestations": ["type=sbom"]},
        "attestations: found type=sbom, but the overlay2 image store holds none, and there are no outputs that could",
    ),
}


@pytest.mark.parametrize("driver", OTHERS)
@pytest.mark.parametrize(("options", "begin"), NOT_HELD.values(), ids=NOT_HELD.keys())
def test_what_nothing_would_hold_is_refused(options: dict[str, Any], begin: str, driver: str) -> None:
    message = refusal(driver, "overlay2", **options)
    assert message.startswith(begin), message
    assert PUSHED in message
    assert refusal(driver, "containerd", **options) == ""


@pytest.mark.parametrize("driver", DRIVERS)
@pytest.mark.parametrize("options", [{"platforms": TWO}, {"attestations": ["type=sbom"]}], ids=["platforms", "sbom"])
def test_archive_of_the_wrong_type(options: dict[str, Any], driver: str) -> None:
    message = refusal(driver, "containerd", outputs=["type=docker,dest=/f"], **options)
    assert message.startswith("outputs: found 'type=docker,dest=/f', but an archive of that type holds one platform")


# title: (driver, state of the node, release of BuildKit, whether it is refused for source_date_epoch)
STATES: dict[str, tuple[str, str, str, str]] = {
    "remote that runs": ("remote", "running", "v0.13.0", ""),
    "remote that does not": (
        "remote",
        "inactive",
        "",
        "builder: found b, whose BuildKit does not answer at e; start it",
    ),
    "docker-container that does not run yet": ("docker-container", "inactive", "", ""),
    "kubernetes that does not run yet": ("kubernetes", "inactive", "", ""),
    "old": ("docker-container", "running", "v0.12.5", "source_date_epoch: found the builder b with BuildKit v0.12.5"),
    "of a distribution": ("docker-container", "running", "v0.0.0+unknown", ""),
}


@pytest.mark.parametrize(("driver", "state", "version", "begin"), STATES.values(), ids=STATES.keys())
def test_state_of_a_builder(driver: str, state: str, version: str, begin: str) -> None:
    builder = BuilderInfo("b", driver, ("e",), (state,), version)
    wanted = request(source_date_epoch=0)
    if begin:
        with pytest.raises(ImageError) as raised:
            check_builder(wanted, builder, "overlay2", None, push=False)
        assert str(raised.value).startswith(begin)
    else:
        check_builder(wanted, builder, "overlay2", None, push=False)


# title: (name of the builder, docker context in use, whether it builds elsewhere)
CONTEXTS: dict[str, tuple[str, str | None, bool]] = {
    "default": ("default", "far", False),
    "the one in use": ("far", "far", False),
    "another": ("far", "default", True),
    "not known": ("far", None, False),
}


@pytest.mark.parametrize(("name", "context", "elsewhere"), CONTEXTS.values(), ids=CONTEXTS.keys())
def test_builder_of_another_engine(name: str, context: str | None, elsewhere: bool) -> None:
    builder = BuilderInfo(name, "docker", (name,), ("running",))
    if elsewhere:
        with pytest.raises(
            ImageError, match=r"^builder: found far, which .* uses the context default; set cli_context: far"
        ):
            check_builder(request(), builder, "overlay2", context, push=False)
    else:
        check_builder(request(), builder, "overlay2", context, push=False)


# title: (driver, store, platforms, the engine's platform, the platforms that are loaded)
LOADED: dict[str, tuple[str, str, list[str], str, tuple[str, ...]]] = {
    "by the engine": ("docker", "overlay2", TWO, "linux/x86_64", tuple(TWO)),
    "into containerd": ("remote", "containerd", TWO, "linux/x86_64", tuple(TWO)),
    "the engine's own": ("remote", "overlay2", TWO[::-1], "linux/x86_64", ("linux/amd64",)),
    "written in another way": ("remote", "overlay2", ["arm64", "x86_64"], "linux/x86_64", ("x86_64",)),
    "none of the engine": ("remote", "overlay2", ["linux/s390x", "linux/arm64"], "linux/x86_64", ("linux/s390x",)),
    "not named": ("remote", "overlay2", [], "linux/x86_64", ()),
}


@pytest.mark.parametrize(("driver", "store", "platforms", "own", "loaded"), LOADED.values(), ids=LOADED.keys())
def test_platforms_that_the_engine_holds(
    driver: str, store: str, platforms: list[str], own: str, loaded: tuple[str, ...]
) -> None:
    wanted = request(platforms=platforms, attestations=["type=sbom"])
    made = loadable(wanted, BuilderInfo("b", driver), store, own)
    assert made.platforms == loaded
    assert bool(made.attestations) == (driver == "docker" or store == "containerd")
