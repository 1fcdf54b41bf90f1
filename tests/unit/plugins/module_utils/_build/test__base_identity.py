"""What the name of a base image stands for, by what the engine has and the registry answers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._base_identity import (
    BaseIdentities,
    created_of,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._engine import Engine

BASE = "registry.example/base:1"
LOCAL = {"Id": "sha256:id", "RepoDigests": ["other@sha256:a", "registry.example/base@sha256:d"]}
UNNAMED = {"Id": "sha256:id", "RepoDigests": ["other@sha256:a"]}
REGISTRY = json.dumps({"digest": "sha256:r"})

# title: (document of the engine, pull, recorded identity, answer of the registry, identity)
IDENTITIES: dict[str, tuple[dict[str, Any] | None, str, str | None, str, str]] = {
    "pulled": (LOCAL, "missing", None, "", "sha256:d"),
    "built here": (UNNAMED, "missing", None, "", "sha256:id"),
    "the digest is recorded": (LOCAL, "missing", "sha256:d", "", "sha256:d"),
    "the id is recorded": (LOCAL, "missing", "sha256:id", "", "sha256:id"),
    "it moved": (LOCAL, "missing", "sha256:before", "", "sha256:d"),
    "fetched by BuildKit": (None, "missing", None, REGISTRY, "sha256:r"),
    "moved in the registry": (None, "missing", "sha256:d", REGISTRY, "sha256:r"),
    "the registry is down": (None, "missing", "sha256:d", "", "sha256:d"),
    "the registry was always down": (None, "missing", None, "", "not on this engine"),
    "refreshed": (LOCAL, "refresh", "sha256:d", REGISTRY, "sha256:r"),
}


def taken(_base: str, _document: Any) -> tuple[bool, bool]:
    """Say that a build takes what the engine has."""
    return True, False


@pytest.mark.parametrize(
    ("document", "pull", "recorded", "answer", "identity"), IDENTITIES.values(), ids=IDENTITIES.keys()
)
def test_identity(
    document: dict[str, Any] | None, pull: str, recorded: str | None, answer: str, identity: str, *, docker: Any
) -> None:
    docker.answer("buildx imagetools", 0 if answer else 1, answer, "" if answer else "ERROR: connection refused")
    identities = BaseIdentities(Engine(docker.params), pull, {BASE: recorded} if recorded else {}, taken)
    assert identities.of([BASE], {BASE: document}) == {BASE: identity}
    assert len(identities.warnings) == (document is None and not answer)
    assert all(BASE in warning and "connection refused" in warning for warning in identities.warnings)
    assert bool(docker.calls) == (document is None or pull == "refresh")


@pytest.mark.parametrize(
    ("identity", "created"),
    [("sha256:d", "then"), ("sha256:id", "then"), ("sha256:r", None), ("sha256:d and sha256:r", None)],
)
def test_time_of_the_image_that_is_used(identity: str, created: str | None) -> None:
    assert created_of(identity, {**LOCAL, "Created": "then"}) == created
    assert created_of(identity, None) is None


def test_pinned_base_is_asked_of_nobody(docker: Any) -> None:
    pinned = f"{BASE}@sha256:p"
    assert BaseIdentities(Engine(docker.params), "refresh", {}, taken).of([pinned], {pinned: None}) == {
        pinned: "sha256:p"
    }
    assert docker.calls == []


def test_refresh_without_an_answer_is_refused(docker: Any) -> None:
    docker.answer("buildx imagetools", 1, "", "ERROR: connection refused")
    with pytest.raises(
        ImageError, match=r"^pull: refresh asks the registry for the base image registry.example/base:1"
    ):
        BaseIdentities(Engine(docker.params), "refresh", {}, taken).of([BASE], {BASE: LOCAL})


# title: (whether the engine's image is taken, recorded identity, answer of the registry, identity)
OTHER_PLATFORMS: dict[str, tuple[bool, str | None, str, str]] = {
    "only fetched": (False, "sha256:d", REGISTRY, "sha256:r"),
    "only fetched, registry is down": (False, "sha256:before", "", "sha256:before"),
    "both": (True, None, REGISTRY, "sha256:d and sha256:r"),
    "both, the id is recorded": (True, "sha256:id and sha256:r", REGISTRY, "sha256:id and sha256:r"),
    "both, registry is down": (True, "sha256:before and sha256:r", "", "sha256:d and sha256:r"),
}


@pytest.mark.parametrize(
    ("is_taken", "recorded", "answer", "identity"), OTHER_PLATFORMS.values(), ids=OTHER_PLATFORMS.keys()
)
def test_image_of_another_platform(
    is_taken: bool, recorded: str | None, answer: str, identity: str, docker: Any
) -> None:
    docker.answer("buildx imagetools", 0 if answer else 1, answer, "" if answer else "ERROR: connection refused")
    before = {BASE: recorded} if recorded else {}
    identities = BaseIdentities(Engine(docker.params), "missing", before, lambda _base, _document: (is_taken, True))
    assert identities.of([BASE], {BASE: LOCAL}) == {BASE: identity}
    assert len(identities.warnings) == (not answer)
