"""A build that has been decided, and what changes with the tag."""

from __future__ import annotations

from typing import Any

import pytest
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
