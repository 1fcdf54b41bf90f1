"""Whether something is built, and what is returned where nothing is."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._policy import Policy
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError


def test_unchanged_image_asks_for_nothing_but_the_tag(app: Any) -> None:
    built = app.run()
    calls = len(app.docker.calls)
    unchanged = app.run()
    assert (unchanged.changed, unchanged.reasons, unchanged.image) == (False, (), built.image)
    assert [call[:2] for call in app.docker.calls[calls:]] == [["image", "inspect"]]


def test_check_mode_predicts_and_starts_nothing(app: Any) -> None:
    app.run()
    (app.folder / "context" / "a").write_text("b")
    predicted = app.run(check_mode=True)
    assert (predicted.changed, predicted.image_changed, app.builds()) == (True, None, 1)
    assert [(reason.kind, reason.name) for reason in predicted.reasons] == [("file", "a")]
    assert app.run().reasons == predicted.reasons


def test_image_that_holds_the_tag_is_judged_too(app: Any) -> None:
    app.run()
    with pytest.raises(ImageError, match=r"^policy: the image that holds app:1 breaks it: max_size is 1 B"):
        app.run(policy=Policy(max_size=1))


def test_image_of_someone_else_is_described_and_left_alone(app: Any) -> None:
    app.docker.keep(tags={"app:1": "sha256:other"})
    outcome = app.run(rebuild="never")
    assert (outcome.changed, outcome.image.id, app.builds()) == (False, "sha256:other", 0)


def test_run_after_a_killed_one_removes_what_it_left(app: Any) -> None:
    app.run()
    app.docker.keep(tags={**app.docker.kept("tags"), app.state.candidate: "sha256:left"})
    with pytest.raises(KeyboardInterrupt), app.state.building(1):
        raise KeyboardInterrupt
    assert app.state.is_building()
    app.run()
    assert (list(app.docker.kept("tags")), app.state.is_building()) == (["app:1"], False)


def test_built_image_is_pushed(app: Any) -> None:
    outcome = app.run(push=True)
    assert outcome.image.digests == [f"app@{app.docker.kept('registry')['app:1']}"]
    assert app.run(push=True).changed is False
