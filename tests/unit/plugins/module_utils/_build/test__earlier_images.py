"""The images that held a tag before."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._earlier_images import (
    UntaggedImage,
    remove_earlier_images,
    untagged_image,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._engine import Engine


@pytest.fixture
def engine(docker: Any) -> Engine:
    """An engine with an image that holds a tag and three that lost theirs."""
    docker.keep(tags={"app:1": "sha256:9"}, untagged=["sha256:1", "sha256:2", "sha256:3"])
    return Engine(docker.params)


def test_image_without_a_tag(engine: Engine) -> None:
    assert untagged_image(engine, "sha256:1", 7) == UntaggedImage("sha256:1", 7)
    assert untagged_image(engine, "sha256:1", None) == UntaggedImage("sha256:1", 1000)  # as the engine says


@pytest.mark.parametrize("image", ["sha256:9", "sha256:gone"])
def test_image_with_a_tag_or_gone(image: str, engine: Engine) -> None:
    assert untagged_image(engine, image, 7) is None


# title: (ids, the latest first, how many are kept, which are removed)
EARLIER: dict[str, tuple[list[str], int, list[str]]] = {
    "all but one": (["sha256:3", "sha256:2", "sha256:1"], 1, ["sha256:2", "sha256:1"]),
    "all": (["sha256:3", "sha256:2"], 0, ["sha256:3", "sha256:2"]),
    "fewer than are kept": (["sha256:3"], 2, []),
    "one that has a tag does not count": (["sha256:9", "sha256:3", "sha256:2"], 1, ["sha256:2"]),
    "one that is gone does not count": (["sha256:gone", "sha256:3", "sha256:2"], 1, ["sha256:2"]),
}


@pytest.mark.parametrize(("ids", "keep", "removed"), EARLIER.values(), ids=EARLIER.keys())
def test_removed(ids: list[str], keep: int, removed: list[str], engine: Engine, docker: Any) -> None:
    assert remove_earlier_images(engine, ids, keep) == removed
    assert set(docker.kept("untagged")) == {"sha256:1", "sha256:2", "sha256:3"} - set(removed)
    assert docker.kept("tags") == {"app:1": "sha256:9"}


def test_one_that_a_container_uses_stays(engine: Engine, docker: Any) -> None:
    docker.answer("image rm sha256:1", 1, "", "conflict: unable to delete, image is being used")
    assert remove_earlier_images(engine, ["sha256:2", "sha256:1"], 0) == ["sha256:2"]


@pytest.mark.parametrize("used", [False, True])
def test_one_that_was_pushed_to_two_repositories(used: bool, engine: Engine, docker: Any) -> None:
    """The engine refuses to remove it by its id."""
    docker.keep(digests={"sha256:1": ["a@d", "b@d"]})
    docker.answer("image rm sha256:1", 1, "", "conflict: image is referenced in multiple repositories")
    docker.answer("container ls", stdout="c0ffee\n" if used else "")
    remove_earlier_images(engine, ["sha256:1"], 0)
    removed = [call[2:] for call in docker.calls if call[:2] == ["image", "rm"]]
    assert removed == [["sha256:1"], *([] if used else [["a@d"], ["b@d"]])]
