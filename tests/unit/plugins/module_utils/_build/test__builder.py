"""Whether something is built, and what is returned where nothing is."""

from __future__ import annotations

import io
import tarfile
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


def test_recipe_that_breaks_the_policy_starts_no_builder(app: Any) -> None:
    app.dockerfile.write_text("FROM base:1\nCOPY a /\n")
    app.docker.keep(tags={"base:1": "sha256:base"})
    for check_mode in (True, False):
        with pytest.raises(
            ImageError, match=r"^policy: app:1 may not be built so: approved_bases has other, found base"
        ):
            app.run(policy=Policy(approved_bases=("other",)), check_mode=check_mode)
    assert (app.builds(), app.run(policy=Policy(approved_bases=("base",))).changed) == (0, True)


def exported(app: Any, mode: int) -> None:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as opened:
        member = tarfile.TarInfo("srv/run")
        member.mode = mode
        opened.addfile(member)
    app.docker.answer("container export", stdout=content.getvalue().decode())


def exports(app: Any) -> int:
    return len([call for call in app.docker.calls if call[:2] == ["container", "export"]])


def test_files_are_read_once_for_each_build_and_only_where_they_are_judged(app: Any) -> None:
    exported(app, 0o755)
    app.run()
    assert exports(app) == 0
    for _unchanged in range(2):  # the record is of a build that nobody asked for them
        app.run(policy=Policy(setuid_files="none"))
    assert exports(app) == 2
    (app.folder / "context" / "a").write_text("b")
    for _unchanged in range(3):
        app.run(policy=Policy(setuid_files="none"))
    assert exports(app) == 3


def test_setuid_file_keeps_the_tag_away(app: Any) -> None:
    exported(app, 0o4755)
    with pytest.raises(ImageError, match=r"rejected and does not hold the tag: setuid_files is none, found /srv/run"):
        app.run(policy=Policy(setuid_files="none"))
    assert app.docker.kept("tags") == {}
