"""Whether something is built, and what is returned where nothing is."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._policy import Policy
from ansible_collections.sovd.prod_images.plugins.module_utils._build._state import State, candidate_of
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError, ImageGoneError
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._asking_container import container_name
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._engine import Engine


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
    killed = State(app.state.folder, "app:1", Engine(app.docker.params).address)
    others = {candidate_of("other"): "sha256:other"}
    app.docker.keep(tags={**app.docker.kept("tags"), **others, killed.candidate: "sha256:left"})
    with pytest.raises(KeyboardInterrupt), killed.building(1):
        raise KeyboardInterrupt
    assert app.state.is_building()
    app.run()
    assert (list(app.docker.kept("tags")), app.state.is_building()) == (["app:1", *others], False)
    assert ["container", "rm", "--force", "--volumes", container_name(killed.run)] in app.docker.calls


def test_image_that_another_task_removes_meanwhile_is_built_once_more(app: Any) -> None:
    app.docker.answer("container create", 1, "", "Error response from daemon: No such image: sha256:1")
    with pytest.raises(ImageGoneError, match=r"^docker container create: the image was removed by another task"):
        app.run()
    assert app.builds() == 3


def test_base_that_nobody_could_be_asked_about_is_a_warning(app: Any) -> None:
    app.dockerfile.write_text("FROM base:1\n")
    app.docker.answer("buildx imagetools", 1, "", "ERROR: connection refused")
    assert [len(app.run().warnings) for _number in range(2)] == [1, 1]
    assert app.run().reasons == ()


def test_built_image_is_pushed(app: Any) -> None:
    outcome = app.run(push=True)
    assert outcome.image.digests == [f"app@{app.docker.kept('registry')['app:1']}"]
    assert app.run(push=True).changed is False
