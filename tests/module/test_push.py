"""With `push` the registry holds the image that holds the tag, whatever it held before; check mode says the same."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.rig.cleanup import remove_images
from tests.rig.registry import HASH, PASSWORD, USER, Registry, registry

TASK = "sovd.prod_images.image_build"

Play = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Registry]:
    """A registry that runs."""
    with registry(tmp_path / "registry") as made:
        yield made


@pytest.fixture
def closed_shop(tmp_path: Path) -> Iterator[Registry]:
    """A registry that wants a password."""
    with registry(tmp_path / "closed", HASH) as made:
        yield made


def options(folder: Path, shop: Registry, text: str = "first") -> dict[str, Any]:
    """Options that build an image of its own and push it."""
    (folder / "source").mkdir(exist_ok=True)
    return {
        "name": f"{shop.address}/team/app",
        "tag": "1",
        "context": f"{folder}/source",
        "dockerfile_content": f"FROM scratch\nCOPY . /\nLABEL place={folder} text={text}\n",
        "state_dir": f"{folder}/state",
        "push": True,
    }


def both(wanted: dict[str, Any]) -> list[dict[str, Any]]:
    """The tasks that predict, do, and do again."""
    return [{TASK: wanted, "check_mode": True, "diff": True}, {TASK: wanted}, {TASK: wanted}]


def outcome(result: dict[str, Any]) -> tuple[Any, ...]:
    return result["changed"], [(reason["kind"], reason["before"], reason["after"]) for reason in result["reasons"]]


def test_digest_is_the_one_that_the_registry_reports(shop: Registry, play: Play, tmp_path: Path) -> None:
    wanted = options(tmp_path, shop)
    predicted, first, second = play(*both(wanted))
    digest = shop.digest("team/app", "1")
    assert digest is not None
    assert (predicted["changed"], first["changed"]) == (True, True)
    assert predicted["reasons"] == first["reasons"]
    assert first["image"]["digests"] == [f"{wanted['name']}@{digest}"]
    assert outcome(second) == (False, [])
    assert second["image"] == first["image"]
    predicted, moved, second = play(*both(options(tmp_path, shop, "other")))
    assert [reason["kind"] for reason in predicted["reasons"]] == ["dockerfile"]
    assert shop.digest("team/app", "1") not in (None, digest)
    assert moved["image"]["digests"] == [f"{wanted['name']}@{shop.digest('team/app', '1')}"]
    assert outcome(second) == (False, [])


@pytest.mark.slow
def test_each_tag_is_pushed(shop: Registry, play: Play, tmp_path: Path) -> None:
    wanted = {**options(tmp_path, shop), "tags": ["2", "latest"]}
    predicted, first, second = play(*both(wanted))
    assert (predicted["changed"], first["changed"]) == (True, True)
    assert first["image"]["digests"] == [f"{wanted['name']}@{shop.digest('team/app', '1')}"]
    assert {shop.digest("team/app", tag) for tag in ("1", "2", "latest")} == {shop.digest("team/app", "1")}
    assert outcome(second) == (False, [])
    predicted, more, again = play(*both({**wanted, "tags": ["2", "3"]}))
    assert outcome(predicted) == outcome(more) == (True, [("tag", first["image"]["id"], None)])
    assert shop.digest("team/app", "3") == shop.digest("team/app", "1")
    assert outcome(again) == (False, [])


@pytest.mark.slow
def test_registry_that_lost_the_image_gets_it_again(shop: Registry, play: Play, tmp_path: Path) -> None:
    wanted = options(tmp_path, shop)
    (first,) = play({TASK: wanted})
    digest = shop.digest("team/app", "1")
    shop.stop()
    shop.forget()
    shop.start()
    predicted, done, again = play(*both(wanted))
    assert shop.digest("team/app", "1") == digest
    assert outcome(predicted) == outcome(done) == (True, [("push", None, digest)])
    assert f"push {wanted['name']}:1: not there\n" in predicted["diff"]["before"]
    assert done["steps"]["total"] == 0
    assert done["image"] == first["image"]
    assert outcome(again) == (False, [])


@pytest.mark.slow
def test_tag_that_another_moved_in_the_registry_is_moved_back(
    shop: Registry, play: Play, docker: Callable[..., str], tmp_path: Path
) -> None:
    wanted = options(tmp_path, shop)
    other = {**options(tmp_path, shop, "other"), "state_dir": f"{tmp_path}/other", "tag": "2"}
    play({TASK: wanted}, {TASK: other})
    digests = {tag: shop.digest("team/app", tag) for tag in ("1", "2")}
    before = docker("image", "inspect", "--format={{.Id}}", f"{wanted['name']}:1")
    docker("image", "tag", f"{wanted['name']}:2", f"{wanted['name']}:1")
    docker("image", "push", f"{wanted['name']}:1")
    docker("image", "tag", before, f"{wanted['name']}:1")
    assert shop.digest("team/app", "1") == digests["2"]
    predicted, done, again = play(*both(wanted))
    assert outcome(predicted) == outcome(done) == (True, [("push", digests["2"], digests["1"])])
    assert shop.digest("team/app", "1") == digests["1"]
    assert outcome(again) == (False, [])


def test_image_that_was_not_pushed_when_it_was_built(shop: Registry, play: Play, tmp_path: Path) -> None:
    wanted = options(tmp_path, shop)
    (alone,) = play({TASK: {**wanted, "push": False}})
    assert (alone["image"]["digests"], shop.digest("team/app", "1")) == ([], None)
    predicted, done, again = play(*both({**wanted, "rebuild": "never"}))
    assert outcome(predicted) == outcome(done) == (True, [("push", None, None)])
    assert done["image"]["digests"] == [f"{wanted['name']}@{shop.digest('team/app', '1')}"]
    assert outcome(again) == (False, [])


@pytest.mark.slow
def test_registry_that_is_down(shop: Registry, play: Play, docker: Callable[..., str], tmp_path: Path) -> None:
    wanted = options(tmp_path, shop)
    shop.stop()
    failed, predicted, again = play({TASK: wanted}, {TASK: wanted, "check_mode": True}, {TASK: wanted})
    for result in (failed, again):
        assert result["failed"] is True
        assert result["msg"].startswith(f"push: the registry refused {wanted['name']}:1 or did not answer (")
        assert "connection refused" in result["msg"]
        assert "the next run pushes it" in result["msg"]
    assert outcome(predicted) == (True, [("push", None, None)])
    assert predicted["warnings"][0].startswith(f"push: the registry could not be asked for {wanted['name']}:1 (")
    shop.start()
    done, second = play({TASK: wanted}, {TASK: wanted})
    assert outcome(done) == (True, [("push", None, None)])
    assert done["steps"]["total"] == 0
    assert docker("image", "inspect", "--format={{.Id}}", f"{wanted['name']}:1") == done["image"]["id"]
    assert outcome(second) == (False, [])
    shop.stop()
    (unknown,) = play({TASK: wanted, "check_mode": True})
    assert outcome(unknown) == (False, [])
    assert "could not be asked" in unknown["warnings"][0]


def test_registry_that_wants_a_password(
    closed_shop: Registry, play: Play, run: Callable[..., str], tmp_path: Path
) -> None:
    wanted = options(tmp_path, closed_shop)
    (refused,) = play({TASK: wanted}, DOCKER_CONFIG=f"{tmp_path}/nobody")
    assert refused["failed"] is True
    assert "no basic auth credentials" in refused["msg"]
    assert "log in" in refused["msg"]
    login = 'printf %s "$SECRET" | docker login --username "$0" --password-stdin "$1"'
    known = {"DOCKER_CONFIG": f"{tmp_path}/known"}
    run("sh", "-c", login, USER, closed_shop.address, SECRET=PASSWORD, **known)
    predicted, done, again = play(*both(wanted), **known)
    assert outcome(predicted) == outcome(done) == (True, [("push", None, None)])
    assert done["image"]["digests"][0].startswith(f"{wanted['name']}@sha256:")
    assert outcome(again) == (False, [])


@pytest.mark.slow
def test_registry_that_never_answers(play: Play, tmp_path: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        shop = Registry("", tmp_path, silent.getsockname()[1])
        wanted = options(tmp_path, shop)
        # Built before, since the build has the same time.
        built, failed = play({TASK: {**wanted, "push": False}}, {TASK: {**wanted, "timeout": 5}})
        remove_images(f"{shop.address}/*/*")
    assert built["changed"] is True
    assert failed["failed"] is True
    assert failed["msg"].startswith(f"timeout: the push of {wanted['name']}:1 was cancelled after 5 seconds; raise")
