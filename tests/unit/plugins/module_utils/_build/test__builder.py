"""One image from request to tag, against a docker command of a few lines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._builder import Builder
from ansible_collections.sovd.prod_images.plugins.module_utils._build._outcome import Outcome
from ansible_collections.sovd.prod_images.plugins.module_utils._build._policy import Policy
from ansible_collections.sovd.prod_images.plugins.module_utils._build._reason import Reason
from ansible_collections.sovd.prod_images.plugins.module_utils._build._rendered_files import RenderedFiles
from ansible_collections.sovd.prod_images.plugins.module_utils._build._request import BuildRequest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._state import State
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._engine import Engine


class App:
    """An application, and the task that builds it."""

    def __init__(self, folder: Path, docker: Any) -> None:
        """Make a context of one file."""
        self.folder, self.docker = folder, docker
        (folder / "context").mkdir()
        (folder / "context" / "a").write_text("a")
        self.dockerfile = folder / "context" / "Dockerfile"
        self.dockerfile.write_text("FROM scratch\nCOPY a /\n")
        self.state = State(str(folder / "state"), "app:1", Engine(docker.params).address)

    def run(self, **more: Any) -> Outcome:
        """Run the task and return its outcome."""
        params = {"name": "app", "tag": "1", "context": str(self.folder / "context"), "dockerfile": "Dockerfile"}
        options = {
            "engine": Engine(self.docker.params),
            "state": self.state,
            "rendered_files": RenderedFiles(),
            "policy": Policy(),
            "rebuild": "when_changed",
            "timeout": 30,
            "min_free_space": 0,
            "push": False,
            "fail_on_warnings": False,
            "check_mode": False,
        }
        outcome: Outcome = Builder(**{**options, **more}).run(BuildRequest.of({**params, "pull": "missing"}))
        return outcome

    def builds(self) -> int:
        """How many builds there were."""
        return len([call for call in self.docker.calls if call[:3] == ["buildx", "build", "--load"]])


@pytest.fixture
def app(tmp_path: Path, docker: Any) -> App:
    """An application that was not built yet."""
    return App(tmp_path, docker)


def test_first_build_tags_records_and_leaves_no_candidate(app: App) -> None:
    outcome = app.run()
    assert (outcome.changed, outcome.image_changed, outcome.reasons) == (True, True, (Reason("tag", "app:1"),))
    assert app.docker.kept("tags") == {"app:1": outcome.image.id}
    (record,) = app.state.read()
    assert (record.fingerprint, record.image) == (outcome.fingerprint, outcome.image)
    assert (outcome.total_steps, outcome.image.size, outcome.image.user.uid) == (1, 1000, 1001)


def test_unchanged_image_asks_for_nothing_but_the_tag(app: App) -> None:
    built = app.run()
    calls = len(app.docker.calls)
    unchanged = app.run()
    assert (unchanged.changed, unchanged.reasons, unchanged.image) == (False, (), built.image)
    assert [call[:2] for call in app.docker.calls[calls:]] == [["image", "inspect"]]


def test_check_mode_predicts_and_starts_nothing(app: App) -> None:
    app.run()
    (app.folder / "context" / "a").write_text("b")
    predicted = app.run(check_mode=True)
    assert (predicted.changed, predicted.image_changed, app.builds()) == (True, None, 1)
    assert [(reason.kind, reason.name) for reason in predicted.reasons] == [("file", "a")]
    assert app.run().reasons == predicted.reasons


def test_image_that_became_the_same_does_not_move_the_tag(app: App) -> None:
    first = app.run()
    app.dockerfile.write_text("# a comment\nFROM scratch\nCOPY a /\n")
    again = app.run()
    assert (again.changed, again.image_changed, again.image.id) == (True, False, first.image.id)
    assert app.run().changed is False


@pytest.mark.parametrize("dockerfile", ["FROM scratch\nRUN false\n", "FROM scratch\nCOPY other /\n"])
def test_what_fails_or_is_rejected_changes_nothing(dockerfile: str, app: App) -> None:
    rendered = RenderedFiles({str(app.folder / "rendered"): "new"})
    first, records = app.run(), app.state.read()
    app.dockerfile.write_text(dockerfile)
    with pytest.raises(ImageError) as raised:
        app.run(policy=Policy(max_size=1), rendered_files=rendered)
    assert raised.value.details["log_file"] == app.state.log_file
    assert (app.docker.kept("tags"), app.state.read()) == ({"app:1": first.image.id}, records)
    assert not (app.folder / "rendered").exists()


def test_rendered_files_change_with_the_image(app: App) -> None:
    rendered = RenderedFiles({str(app.folder / "rendered"): "new"})
    outcome = app.run(rendered_files=rendered)
    assert (outcome.rendered_files_current, len(outcome.file_diffs)) == (True, 1)
    assert (app.folder / "rendered").read_text() == "new"
    (app.folder / "rendered").write_text("edited")
    unchanged = app.run(rendered_files=rendered)
    assert (unchanged.changed, unchanged.rendered_files_current, unchanged.file_diffs) == (False, False, ())


def test_image_that_holds_the_tag_is_judged_too(app: App) -> None:
    app.run()
    with pytest.raises(ImageError, match=r"^policy: the image that holds app:1 breaks it: max_size is 1 B"):
        app.run(policy=Policy(max_size=1))


def test_image_of_someone_else_is_described_and_left_alone(app: App) -> None:
    app.docker.keep(tags={"app:1": "sha256:other"})
    outcome = app.run(rebuild="never")
    assert (outcome.changed, outcome.image.id, app.builds()) == (False, "sha256:other", 0)


def test_run_after_a_killed_one_removes_what_it_left(app: App) -> None:
    app.run()
    app.docker.keep(tags={**app.docker.kept("tags"), app.state.candidate: "sha256:left"})
    with pytest.raises(KeyboardInterrupt), app.state.building(1):
        raise KeyboardInterrupt
    assert app.state.is_building()
    app.run()
    assert (list(app.docker.kept("tags")), app.state.is_building()) == (["app:1"], False)


def test_built_image_is_pushed(app: App) -> None:
    outcome = app.run(push=True)
    assert outcome.image.digests == [f"app@{app.docker.kept('registry')['app:1']}"]
    assert app.run(push=True).changed is False
