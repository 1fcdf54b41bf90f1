"""What changes the engine's images."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._engine import Engine
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._image_store import (
    has_platform,
    load_image,
    remove_image,
    repo_digests,
    tag_image,
)


def test_tag_moves_and_goes(docker: Any) -> None:
    engine = Engine(docker.params)
    tag_image(engine, "sha256:1", "app:1")
    assert docker.kept("tags") == {"app:1": "sha256:1"}
    remove_image(engine, "app:1")
    assert docker.kept("tags") == {}


def test_image_in_use_stays_without_an_error(docker: Any) -> None:
    docker.answer("image rm", 1, "", "conflict: unable to remove")
    assert remove_image(Engine(docker.params), "app:1") is None


def test_archive_that_is_none(docker: Any) -> None:
    docker.answer("image load --quiet --input /a", 1, "", "invalid tar header\n")
    with pytest.raises(ImageError, match=r"^docker image load failed: invalid tar header$"):
        load_image(Engine(docker.params), "/a")


def test_digests_are_sorted_and_each_is_there_once(docker: Any) -> None:
    docker.keep(tags={"app:1": "sha256:1"}, digests={"sha256:1": ["b@2", "a@1", "b@2"]})
    assert repo_digests(Engine(docker.params), "app:1") == ["a@1", "b@2"]
    assert repo_digests(Engine(docker.params), "app:2") == []


# title: (exit code of the engine, what it says, whether it has the platform)
PLATFORMS = {
    "there": (0, "", True),
    "graph driver": (1, "image with reference app:1 was found but its platform (linux/amd64) does not match", False),
    "containerd": (1, "Error response from daemon: No such image: app:1", False),
}
DOCUMENT = {"Id": "sha256:1", "Config": {"Volumes": {"/data": {}}}}


@pytest.mark.parametrize(("code", "said", "there"), PLATFORMS.values(), ids=PLATFORMS.keys())
def test_platform_is_tried_by_a_container_that_does_not_stay(code: int, said: str, there: bool, docker: Any) -> None:
    docker.answer("container create --pull=never", code, "", said)
    assert has_platform(Engine(docker.params), DOCUMENT, "linux/arm64", "run1") == there
    (_container, _create, *options), last = docker.calls
    assert last == ["container", "rm", "--force", "--volumes", options[options.index("--name") + 1]]
    assert options[options.index("--platform") + 1 :] == ["linux/arm64", "sha256:1", "none"]


def test_another_answer_about_a_platform_is_no_answer(docker: Any) -> None:
    docker.answer("container create", 1, "", "no space left on device")
    with pytest.raises(ImageError, match=r"^docker container create failed: no space left on device$"):
        has_platform(Engine(docker.params), DOCUMENT, "linux/arm64", "run1")
