"""Several tags of one image: all move or none."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._reason import Reason
from ansible_collections.sovd.prod_images.plugins.module_utils._build._tags import lacking_tags, move_tags
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._engine import Engine


def test_lacking_tags() -> None:
    held = {"app:1": {"Id": "sha256:1"}, "app:2": None, "app:3": {"Id": "sha256:3"}}
    assert lacking_tags("sha256:1", held) == (
        Reason("tag", "app:2", "sha256:1", None),
        Reason("tag", "app:3", "sha256:1", "sha256:3"),
    )


def test_tags_move_back_when_one_cannot(docker: Any) -> None:
    references = ["app:1", "app:2", "app:3", "app:4"]
    documents = [{"Id": "sha256:new"}, {"Id": "sha256:old"}]
    docker.answer(
        "image inspect", 1, json.dumps(documents), "Error: No such image: app:3\nError: No such image: app:4\n"
    )
    docker.answer("image tag sha256:new app:4", 1, "", "no space left\n")
    with pytest.raises(ImageError, match="docker image tag failed: no space left"):
        move_tags(Engine(docker.params), "sha256:new", references)
    assert [call for call in docker.calls if call[1] != "inspect"] == [
        ["image", "tag", "sha256:new", "app:2"],
        ["image", "tag", "sha256:new", "app:3"],
        ["image", "tag", "sha256:new", "app:4"],
        ["image", "rm", "app:3"],
        ["image", "tag", "sha256:old", "app:2"],
    ]


def test_first_build_gives_all_tags(app: Any) -> None:
    image = app.run(tags=["2", "latest", "1"]).image.id
    assert app.docker.kept("tags") == {"app:1": image, "app:2": image, "app:latest": image}
    again = app.run(tags=["2", "latest"])
    assert (again.changed, again.reasons) == (False, ())


@pytest.mark.parametrize("check_mode", [True, False])
def test_tag_that_lacks_is_given_without_a_build(check_mode: bool, app: Any) -> None:
    image = app.run().image.id
    app.docker.keep(tags={"app:1": image, "app:2": "sha256:other"})
    builds = app.builds()
    found = app.run(tags=["2", "3"], check_mode=check_mode)
    assert (found.changed, found.image_changed) == (True, False)
    reasons = (Reason("tag", "app:2", image, "sha256:other"), Reason("tag", "app:3", image, None))
    assert found.reasons == reasons
    assert "tag app:3: not there\n" in found.diff["before"]
    assert app.builds() == builds
    held = (
        {"app:1": image, "app:2": "sha256:other"} if check_mode else dict.fromkeys(("app:1", "app:2", "app:3"), image)
    )
    assert app.docker.kept("tags") == held


def test_next_build_moves_all_tags(app: Any) -> None:
    app.run(tags=["2"])
    app.dockerfile.write_text("FROM scratch\nLABEL number=2\n")
    image = app.run(tags=["2"]).image.id
    assert app.docker.kept("tags") == {"app:1": image, "app:2": image}


def test_image_that_became_the_same_gets_the_tag_that_lacks(app: Any) -> None:
    image = app.run().image.id
    app.dockerfile.write_text("# a comment\nFROM scratch\nCOPY a /\n")
    again = app.run(tags=["2"])
    assert (again.image.id, app.docker.kept("tags")) == (image, {"app:1": image, "app:2": image})
