"""Whether to push, decided without asking, and the push itself against a registry of a few lines."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._outcome import Outcome
from ansible_collections.sovd.prod_images.plugins.module_utils._build._publication import (
    PushDecision,
    decide_push,
    has_changed,
    known_digests,
    publish,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._build._reason import Reason
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._engine import Engine
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._facts import ImageFacts
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._image_name import ImageName
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._registry import RegistryAnswer

NONE = RegistryAnswer(error="app:1: not found")
REFUSED = RegistryAnswer(error="401 Unauthorized")


def push(before: str | None, after: str | None) -> Reason:
    return Reason("push", "app:1", before, after)


# title: (digests by which the engine knows the image, what the registry has, the decision)
DECISIONS: dict[str, tuple[list[str], RegistryAnswer, PushDecision]] = {
    "the same": (["d1"], RegistryAnswer("d1"), PushDecision(False)),
    "one of two": (["d1", "d2"], RegistryAnswer("d2"), PushDecision(False)),
    "another": (["d1"], RegistryAnswer("d2"), PushDecision(True, push("d2", "d1"))),
    "never pushed, another there": ([], RegistryAnswer("d2"), PushDecision(True, push("d2", None))),
    "none there": (["d1"], NONE, PushDecision(True, push(None, "d1"))),
    "never pushed, none there": ([], NONE, PushDecision(True, push(None, None))),
    "no answer": (["d1"], REFUSED, PushDecision(True, None, "401 Unauthorized")),
    "never pushed, no answer": ([], REFUSED, PushDecision(True, push(None, None), "401 Unauthorized")),
}


@pytest.mark.parametrize(("known", "answer", "decision"), DECISIONS.values(), ids=DECISIONS.keys())
def test_decision(known: list[str], answer: RegistryAnswer, decision: PushDecision) -> None:
    assert decide_push("app:1", known, answer) == decision


# digest that was pushed, digests by which the engine knew the image, what the registry had, whether it changed
PUSHED = [
    ("d1", ["d1"], RegistryAnswer("d2"), True),
    ("d1", ["d2"], RegistryAnswer("d1"), False),
    ("d1", [], NONE, True),
    ("d1", ["d1"], REFUSED, False),
    ("d1", ["d2"], REFUSED, True),
    ("d1", [], REFUSED, True),
]


@pytest.mark.parametrize(("pushed", "known", "answer", "changed"), PUSHED)
def test_change_by_a_push(pushed: str, known: list[str], answer: RegistryAnswer, changed: bool) -> None:
    assert has_changed(pushed, known, answer) == changed


def test_digests_of_other_names_do_not_count() -> None:
    digests = ["r.example/app@d1", "r.example/app2@d2", "app@d3"]
    assert known_digests(digests, ImageName("r.example/app", "1")) == ["d1"]
    assert known_digests(digests, ImageName("docker.io/library/app", "1")) == ["d3"]


NAME = ImageName("app", "1")
IMAGE = ImageFacts(**{**{field.name: None for field in fields(ImageFacts)}, "id": "sha256:1", "digests": []})
OUTCOME = Outcome(
    changed=False,
    reasons=(),
    fingerprint="f",
    image=IMAGE,
    image_changed=False,
    rendered_files_current=True,
    total_steps=0,
    cached_steps=0,
    build_warnings=(),
    log_file="/log",
    diff={"before": "", "after": ""},
)


def test_image_is_pushed_once(docker: Any) -> None:
    docker.keep(tags={"app:1": "sha256:1"})
    engine = Engine(docker.params)
    first = publish(engine, NAME, OUTCOME, 30, check_mode=False)
    assert (first.changed, first.reasons) == (True, (push(None, None),))
    assert first.image.digests == [f"app@{docker.kept('registry')['app:1']}"]
    calls = len(docker.calls)
    again = publish(engine, NAME, replace(OUTCOME, image=first.image), 30, check_mode=False)
    assert (again.changed, again.reasons) == (False, ())
    assert [call[:2] for call in docker.calls[calls:]] == [["buildx", "imagetools"]]


def test_image_that_another_task_pushed_is_not_ours(docker: Any) -> None:
    docker.keep(tags={"app:1": "sha256:other"}, untagged=["sha256:1"])
    with pytest.raises(ImageError, match=r"^push: another task moved app:1 to another image, .* instead of sha256:1;"):
        publish(Engine(docker.params), NAME, OUTCOME, 30, check_mode=False)


def test_check_mode_pushes_nothing(docker: Any) -> None:
    predicted = publish(Engine(docker.params), NAME, OUTCOME, 30, check_mode=True)
    assert (predicted.changed, predicted.reasons, predicted.warnings) == (True, (push(None, None),), ())
    assert docker.kept("registry") == {}


def test_check_mode_says_what_it_cannot_know(docker: Any) -> None:
    docker.answer("buildx imagetools", 1, "", "ERROR: 401 Unauthorized")
    pushed = replace(OUTCOME, image=replace(IMAGE, digests=["app@d1"]))
    predicted = publish(Engine(docker.params), NAME, pushed, 30, check_mode=True)
    assert (predicted.changed, predicted.reasons) == (False, ())
    (warning,) = predicted.warnings
    assert warning.startswith("push: the registry could not be asked for app:1 (401 Unauthorized), so this prediction")


@pytest.mark.parametrize("image", [None, IMAGE], ids=["first", "another holds the tag"])
def test_what_would_be_built_is_not_asked_for(image: ImageFacts | None, docker: Any) -> None:
    built = replace(OUTCOME, changed=True, image=image)
    assert publish(Engine(docker.params), NAME, built, 30, check_mode=True) is built
    assert docker.calls == []
