"""An image that is published to a real registry with TLS and a login."""

from __future__ import annotations

import base64
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.rig.cleanup import unique
from tests.rig.docker import docker, inspect
from tests.rig.plays import COLLECTIONS, ENVIRONMENT, LOCAL, extra_vars
from tests.rig.registry import HASH, PASSWORD, USER, Registry, registry

ON_BOTH_STORES = True
TASK = "sovd.prod_images.image_publish"

Play = Callable[..., list[dict[str, Any]]]


@pytest.fixture(scope="module")
def shop(engine_in_use: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """A registry with TLS that wants a password, an empty one for each image store."""
    del engine_in_use
    with registry(tmp_path_factory.mktemp("shop") / "registry", HASH, tls=True) as made:
        yield made


@pytest.fixture(scope="module")
def images(on_the_engine: None, engine_in_use: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Two small images on the engine."""
    del on_the_engine, engine_in_use
    names = (unique("publish-first"), unique("publish-second"))
    for name in names:
        folder = tmp_path_factory.mktemp("context")
        (folder / "file").write_text(name * 20_000, encoding="utf-8")
        (folder / "Dockerfile").write_text("FROM scratch\nCOPY file /\n", encoding="utf-8")
        docker("buildx", "build", "--quiet", "--provenance=false", f"--tag={name}:1", str(folder))
    return names


def options(shop: Registry, image: str, repository: str, **more: Any) -> dict[str, Any]:
    return {
        "image": f"{image}:1",
        "name": f"{shop.address}/{repository}",
        "tags": ["1.0"],
        "registry_username": USER,
        "registry_password": PASSWORD,
        "registry_ca_path": str(shop.authority),
        "papers": [],
        **more,
    }


def both(wanted: dict[str, Any]) -> list[dict[str, Any]]:
    """The tasks that predict, do, and do again."""
    return [{TASK: wanted, "check_mode": True, "diff": True}, {TASK: wanted}, {TASK: wanted}]


def kinds(result: dict[str, Any]) -> list[tuple[str, str]]:
    return [(reason["kind"], reason["name"]) for reason in result["reasons"]]


def helped_login(folder: Path, helper: str, shop: Registry, username: str, secret: str) -> dict[str, str]:
    """Let `folder` name a credential helper for the registry, and give the environment in which it is found."""
    folder.mkdir()
    program = folder / f"docker-credential-{helper}"
    answer = json.dumps({"Username": username, "Secret": secret})
    program.write_text(f"#!/bin/sh\ntest \"$(cat)\" = {shop.address} && echo '{answer}'\n", encoding="utf-8")
    program.chmod(0o755)
    (folder / "config.json").write_text(json.dumps({"credsStore": helper}), encoding="utf-8")
    return {"PATH": f"{folder}:{os.environ['PATH']}"}


def login(folder: Path, shop: Registry) -> dict[str, str]:
    """The variable with which a command is logged in."""
    folder.mkdir()
    auth = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    (folder / "config.json").write_text(json.dumps({"auths": {shop.address: {"auth": auth}}}), encoding="utf-8")
    return {"DOCKER_CONFIG": str(folder)}


def test_first_run_pushes_and_second_sends_nothing(
    shop: Registry, images: tuple[str, str], play: Play, tmp_path: Path
) -> None:
    wanted = options(shop, images[0], "team/app", moving_tags=["latest"])
    predicted, first, second = play(*both(wanted))
    tags = [("tag", "1.0"), ("tag", "latest")]
    assert kinds(predicted) == kinds(first) == [("image", wanted["name"]), *tags]
    assert predicted["sent"] == 0
    assert predicted["digest"] == first["digest"]
    assert "latest: " in predicted["diff"]["after"]
    assert first["sent"] > 300
    assert first["tags"] == ["1.0", "latest"]
    assert shop.digest("team/app", "1.0") == shop.digest("team/app", "latest") == first["digest"]
    assert first["reference"] == f"{wanted['name']}@{first['digest']}"
    assert (second["changed"], second["reasons"], second["sent"]) == (False, [], 0)
    assert second["reference"] == first["reference"]
    before = inspect(wanted["image"], "{{.Id}}")
    if before == first["digest"]:  # the containerd image store names it so; that engine does not see this registry
        return
    # The engine takes from the registry what it holds itself.
    docker("pull", "--quiet", first["reference"], DOCKER_CONFIG=login(tmp_path / "login", shop)["DOCKER_CONFIG"])
    assert inspect(first["reference"], "{{.Id}}") == before
    docker("image", "rm", first["reference"])


def test_tag_of_another_image(shop: Registry, images: tuple[str, str], play: Play) -> None:
    wanted = options(shop, images[0], "team/moved", moving_tags=["latest"])
    other = {**wanted, "image": f"{images[1]}:1"}
    (first,) = play({TASK: wanted})
    predicted, refused = play({TASK: other, "check_mode": True}, {TASK: other})
    for result in (predicted, refused):
        assert result["failed"]
        assert "tags: found another image than sha256:" in result["msg"]
        assert f"under {wanted['name']}:1.0 ({first['digest']}); take a new tag, or name those" in result["msg"]
    assert shop.digest("team/moved", "latest") == first["digest"], "no tag moves where one may not"
    predicted, moved, again = play(*both({**other, "tags": ["1.1"]}))
    assert kinds(predicted) == kinds(moved)
    assert moved["written_tags"] == {"1.1": None, "latest": first["digest"]}
    assert shop.digest("team/moved", "1.0") == first["digest"]
    assert shop.digest("team/moved", "latest") == moved["digest"] != first["digest"]
    assert again["changed"] is False
    (named,) = play({TASK: {**other, "tags": ["1.1", "1.2"]}})
    assert (kinds(named), named["sent"] < 3000) == ([("tag", "1.2")], True)


def commit(folder: Path) -> str:
    """A working tree with one commit."""

    def git(*argv: str) -> str:
        command = ["git", "-C", str(folder), "-c", "user.name=t", "-c", "user.email=t@example.com", *argv]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    folder.mkdir()
    git("init", "--quiet")
    (folder / "file").write_text("one", encoding="utf-8")
    git("add", "file")
    git("commit", "--quiet", "--message=one")
    return git("rev-parse", "HEAD")


def test_commit_of_a_clean_tree_is_a_tag(shop: Registry, images: tuple[str, str], play: Play, tmp_path: Path) -> None:
    sha = commit(tmp_path / "source")
    wanted = options(shop, images[0], "team/source", tags=[], source=f"{tmp_path}/source")
    (first,) = play({TASK: wanted})
    assert first["tags"] == [sha]
    assert first["commit"] == {"sha": sha, "dirty": False, "origin": ""}
    assert shop.digest("team/source", sha) == first["digest"]
    (tmp_path / "source" / "new").write_text("two", encoding="utf-8")
    refused, allowed = play({TASK: wanted}, {TASK: {**wanted, "allow_dirty": True}})
    assert refused["msg"].startswith(f"source: {tmp_path}/source has changes that are not in the commit {sha} (?? new)")
    assert allowed["tags"] == [f"{sha}-dirty"]


def test_logins(shop: Registry, images: tuple[str, str], play: Play, tmp_path: Path) -> None:
    wanted = options(shop, images[0], "team/login")
    nobody = {key: value for key, value in wanted.items() if key not in ("registry_username", "registry_password")}
    helped = helped_login(tmp_path / "helped", "test", shop, USER, PASSWORD)
    step = f"registry {shop.address}: reading 1.0: "
    none, wrong, unknown, by_file, by_helper = play(
        {TASK: {**nobody, "registry_config_dir": f"{tmp_path}/nowhere"}},
        {TASK: {**wanted, "registry_password": "expired-9f3"}},
        {TASK: {**wanted, "registry_ca_path": None}},
        {TASK: {**nobody, "registry_config_dir": login(tmp_path / "login", shop)["DOCKER_CONFIG"]}},
        {TASK: {**nobody, "registry_config_dir": f"{tmp_path}/helped"}, "environment": helped},
    )  # fmt: skip
    assert none["msg"].startswith(step + "it wants a login and there is none (")
    assert wrong["msg"].startswith(step + "it does not accept the login of registry_username, which is wrong or exp")
    assert unknown["msg"].startswith(step + "its certificate is not trusted (")
    assert (none["registry"], none["step"]) == (shop.address, "reading 1.0")
    assert not by_file.get("failed"), by_file
    assert by_helper["changed"] is False
    assert PASSWORD not in json.dumps([none, unknown, by_file, by_helper])
    assert "expired-9f3" not in json.dumps(wrong)


@pytest.mark.slow
@pytest.mark.parametrize("way", ["gone", "read-only"])
def test_registry_that_fails_in_the_middle(
    way: str, shop: Registry, images: tuple[str, str], play: Play, request: pytest.FixtureRequest
) -> None:
    wanted = options(shop, images[0], f"team/{way}", moving_tags=["latest"])
    other = {**wanted, "image": f"{images[1]}:1", "tags": ["2.0"]}
    (first,) = play({TASK: wanted})
    config = shop.folder / "config.yml"
    text = config.read_text(encoding="utf-8")
    request.addfinalizer(shop.start)
    request.addfinalizer(lambda: config.write_text(text, encoding="utf-8"))
    request.addfinalizer(shop.stop)
    shop.stop()
    if way != "gone":
        config.write_text(text.replace("}}\n", "}, maintenance: {readonly: {enabled: true}}}\n", 1), encoding="utf-8")
        shop.start()
    (failed,) = play({TASK: other})
    expected = {
        "gone": f"registry {shop.address}: reading 2.0: it is gone (",
        "read-only": f"registry {shop.address}: pushing the blob sha256:",
    }
    assert failed["msg"].startswith(expected[way])
    assert "What was published before is as it was; run the task again to finish" in failed["msg"]
    assert ("it is read-only" in failed["msg"]) == (way == "read-only")
    shop.stop()
    config.write_text(text, encoding="utf-8")
    shop.start()
    assert shop.digest(f"team/{way}", "latest") == first["digest"]
    (done,) = play({TASK: other})
    assert shop.digest(f"team/{way}", "latest") == done["digest"] != first["digest"]


# The registry alone sees this file system of 400 KiB, so nothing of it is left.
SMALL_DISK = 'mkdir -p "$0"; mount -t tmpfs -o size=400k tmpfs "$0"; exec "$@"'


@pytest.mark.slow
def test_registry_that_is_full(images: tuple[str, str], play: Play, tmp_path: Path) -> None:
    folder = tmp_path / "registry"
    (tmp_path / "large").mkdir()
    (tmp_path / "large" / "file").write_bytes(os.urandom(1_000_000))
    (tmp_path / "large" / "Dockerfile").write_text("FROM scratch\nCOPY file /\n", encoding="utf-8")
    large = unique("publish-large")
    docker("buildx", "build", "--quiet", "--provenance=false", f"--tag={large}:1", f"{tmp_path}/large")
    prefix = ("unshare", "--mount", "sh", "-c", SMALL_DISK, f"{folder}/store")
    with registry(folder, HASH, prefix, tls=True) as small:
        wanted = options(small, images[0], "team/full", moving_tags=["latest"])
        first, failed, again = play(
            {TASK: wanted}, {TASK: {**wanted, "image": f"{large}:1", "tags": []}}, {TASK: wanted}
        )
        assert failed["msg"].startswith(f"registry {small.address}: pushing the blob sha256:")
        assert "the registry is full (" in failed["msg"]
        assert small.digest("team/full", "latest") == first["digest"]
        assert again["changed"] is False


def test_playbook_publishes_each_image(
    shop: Registry, images: tuple[str, str], run: Callable[..., str], tmp_path: Path
) -> None:
    shas = {name: commit(tmp_path / name) for name in ("backend", "frontend")}
    variables = extra_vars(
        {
            **{f"{name}_image_source": tmp_path / name for name in shas},
            **{f"{name}_image_name": image for name, image in zip(shas, images, strict=True)},
            **{f"{name}_image_tag": "1" for name in shas},
            "publish_repository": f"{shop.address}/both",
            "image_publish_moving_tags": ["staging"],
            "image_publish_username": USER,
            "image_publish_password": PASSWORD,
            "image_publish_ca_path": str(shop.authority),
            **LOCAL,
        }
    )
    playbook = str(COLLECTIONS.parent / "publish_prod_images.yml")
    assert "changed=2" in run("ansible-playbook", playbook, *variables, "-vvv", **ENVIRONMENT)
    told = run("ansible-playbook", playbook, *variables, "-vvv", **ENVIRONMENT)
    assert "changed=0" in told
    assert PASSWORD not in told.replace(variables[1], "")
    for name, image in zip(shas, images, strict=True):
        assert shop.digest(f"both/{image}", shas[name]) == shop.digest(f"both/{image}", "staging") is not None
    bare = [part.replace(f"{shop.address}/both", "") for part in variables]
    with pytest.raises(pytest.fail.Exception, match="publish_repository: found nothing, expected a registry"):
        run("ansible-playbook", playbook, *bare, **ENVIRONMENT)
