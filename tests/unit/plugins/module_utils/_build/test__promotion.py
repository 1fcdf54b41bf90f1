"""A build that has been decided, and what changes with the tag."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._earlier_images import UntaggedImage
from ansible_collections.sovd.prod_images.plugins.module_utils._build._policy import Policy
from ansible_collections.sovd.prod_images.plugins.module_utils._build._reason import Reason
from ansible_collections.sovd.prod_images.plugins.module_utils._build._rendered_files import RenderedFiles
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError


def test_first_build_tags_records_and_leaves_no_candidate(app: Any) -> None:
    outcome = app.run()
    assert (outcome.changed, outcome.image_changed, outcome.reasons) == (True, True, (Reason("tag", "app:1"),))
    assert app.docker.kept("tags") == {"app:1": outcome.image.id}
    (record,) = app.state.read()
    assert (record.fingerprint, record.image) == (outcome.fingerprint, outcome.image)
    assert (outcome.total_steps, outcome.image.size, outcome.image.user.uid) == (1, 1000, 1001)


def test_image_that_became_the_same_does_not_move_the_tag(app: Any) -> None:
    first = app.run()
    app.dockerfile.write_text("# a comment\nFROM scratch\nCOPY a /\n")
    again = app.run()
    assert (again.changed, again.image_changed, again.image.id) == (True, False, first.image.id)
    assert app.run().changed is False


@pytest.mark.parametrize("dockerfile", ["FROM scratch\nRUN false\n", "FROM scratch\nCOPY other /\n"])
def test_what_fails_or_is_rejected_changes_nothing(dockerfile: str, app: Any) -> None:
    rendered = RenderedFiles({str(app.folder / "rendered"): "new"})
    first, records = app.run(), app.state.read()
    app.dockerfile.write_text(dockerfile)
    with pytest.raises(ImageError) as raised:
        app.run(policy=Policy(max_size=1), rendered_files=rendered)
    assert raised.value.details["log_file"] == app.state.log_file
    assert (app.docker.kept("tags"), app.state.read()) == ({"app:1": first.image.id}, records)
    assert not (app.folder / "rendered").exists()


def test_rendered_files_change_with_the_image(app: Any) -> None:
    rendered = RenderedFiles({str(app.folder / "rendered"): "new"})
    outcome = app.run(rendered_files=rendered)
    assert (outcome.rendered_files_current, len(outcome.file_diffs)) == (True, 1)
    assert (app.folder / "rendered").read_text() == "new"
    (app.folder / "rendered").write_text("edited")
    unchanged = app.run(rendered_files=rendered)
    assert (unchanged.changed, unchanged.rendered_files_current, unchanged.file_diffs) == (False, False, ())


def change(app: Any, number: int) -> None:
    app.dockerfile.write_text(f"FROM scratch\nLABEL number={number}\n")


def test_image_that_lost_its_tag_is_named_with_its_size(app: Any) -> None:
    first = app.run()
    assert first.untagged_image is None
    change(app, 2)
    second = app.run()
    assert second.untagged_image == UntaggedImage(first.image.id, first.image.size)
    app.docker.keep(tags={**app.docker.kept("tags"), "app:other": second.image.id})
    change(app, 3)
    assert app.run().untagged_image is None


def test_only_the_last_images_are_kept(app: Any) -> None:
    ids = []
    for number in range(5):
        change(app, number)
        ids.append(app.run(keep_images=None if number < 4 else 2).image.id)
    assert app.docker.kept("untagged") == ids[2:4]


def test_nothing_is_removed_unless_asked_for(app: Any) -> None:
    for number in range(4):
        change(app, number)
        assert app.run().removed_images == ()
    assert len(app.docker.kept("untagged")) == 3


def test_tag_that_another_task_moved_during_the_build_is_moved_again(app: Any) -> None:
    first = app.run()
    app.docker.keep(tags={"app:1": "sha256:other"}, untagged=[first.image.id])
    again = app.run()
    assert (again.image.id, again.image_changed) == (first.image.id, True)
    assert app.docker.kept("tags") == {"app:1": first.image.id}
    (record,) = app.state.read()
    assert (record.fingerprint, record.image.id) == (first.fingerprint, first.image.id)
