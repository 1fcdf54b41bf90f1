"""A cache that several machines share, by what an engine can write."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._request import BuildRequest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._shared_cache import (
    check_shared_cache,
    push_inline,
    with_shared_cache,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._engine import Engine
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._image_name import ImageName

CACHE = "registry.example/team/app-cache:main"
READ = f"type=registry,ref={CACHE}"
WRITE = f"{READ},mode=max,image-manifest=true,oci-mediatypes=true,ignore-error=true"


def request(cache: str | None = CACHE, **more: Any) -> BuildRequest:
    return BuildRequest(ImageName("registry.example/team/app", "1"), "/srv", "Dockerfile", shared_cache=cache, **more)


@pytest.mark.parametrize(
    ("store", "is_engine", "write"),
    [("overlay2", True, "type=inline"), ("containerd", True, WRITE), ("overlay2", False, WRITE)],
)
def test_caches_by_store_and_builder(store: str, is_engine: bool, write: str) -> None:
    found = with_shared_cache(request(cache_from=("a",), cache_to=("b",)), store, is_engine)
    assert (found.cache_from, found.cache_to) == (("a", READ), ("b", write))
    without = request(None)
    assert with_shared_cache(without, store, is_engine) is without


@pytest.mark.parametrize(
    "reference", ["app", "registry.example/App:1", f"registry.example/app@sha256:{'0' * 64}", "type=inline"]
)
def test_what_can_hold_no_cache_is_refused(reference: str) -> None:
    with pytest.raises(ImageError, match=r"^shared_cache: found '.*'; name a repository of a registry and a tag"):
        check_shared_cache(request(reference))


def test_cache_may_not_replace_the_image() -> None:
    with pytest.raises(ImageError, match=r"^shared_cache: found registry\.example/team/app:1, the name and tag"):
        check_shared_cache(request("registry.example/team/app:1"))
    check_shared_cache(request())
    check_shared_cache(request(None))


def test_cache_in_the_image_is_pushed_and_its_name_does_not_stay(docker: Any) -> None:
    docker.keep(tags={"app:1": "sha256:1"})
    docker.answer("image push")
    assert push_inline(Engine(docker.params), "sha256:1", CACHE, 30) == []
    assert docker.kept("tags") == {"app:1": "sha256:1"}
    assert ["image", "push", "--quiet", CACHE] in docker.calls


def test_cache_that_cannot_be_pushed_is_a_warning(docker: Any) -> None:
    docker.keep(tags={"app:1": "sha256:1"})
    docker.answer("image push", 1, "", "connection refused")
    (warning,) = push_inline(Engine(docker.params), "sha256:1", CACHE, 30)
    assert warning.startswith("shared_cache: the cache could not be written")
    assert "connection refused" in warning
    assert docker.kept("tags") == {"app:1": "sha256:1"}
