"""Promotion by the module and the playbook: within a registry, and to another one by the real skopeo."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._release_policy import ReleasePolicy

from tests.module.releases import Keys, Stage
from tests.rig.cleanup import unique
from tests.rig.copying import find_skopeo
from tests.rig.docker import docker
from tests.rig.plays import COLLECTIONS, ENVIRONMENT, extra_vars
from tests.rig.processes import watched_command_lines
from tests.rig.registry import HASH, PASSWORD, USER, Registry, registry
from tests.rig.signing import KEY_PASSWORD, find_cosign, key_pair

TASK = "sovd.prod_images.image_promote"
Play = Callable[..., list[dict[str, Any]]]


@pytest.fixture(scope="module")
def other_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """Another registry, whose certificate is of another authority."""
    with registry(tmp_path_factory.mktemp("other") / "registry", HASH, tls=True) as made:
        yield made


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    """The keys of who signs."""
    return Keys(*key_pair(tmp_path_factory.mktemp("keys") / "own"))


def options(stage: Stage, keys: Keys, digest: str, **more: Any) -> dict[str, Any]:
    return {
        "name": f"{stage.registry.address}/{stage.name}",
        "digest": digest,
        "policy": {"key": str(keys.public)},
        "registry_username": USER,
        "registry_password": PASSWORD,
        "registry_ca_path": str(stage.registry.authority),
        "cosign": find_cosign(),
        **more,
    }


def test_layers_stay_where_they_are_within_a_registry(tls_shop: Registry, keys: Keys, play: Play) -> None:
    staging, production = Stage(tls_shop, "staging/app"), Stage(tls_shop, "production/app")
    image = staging.release(keys, staging.image("x" * 500_000))
    wanted = options(staging, keys, image.digest, to=f"{tls_shop.address}/production/app", moving_tags=["live"])
    predicted, first, second, moved = play(
        {TASK: wanted, "check_mode": True, "diff": True},
        {TASK: wanted},
        {TASK: wanted},
        {TASK: {**wanted, "digest": "v1"}},
    )
    assert predicted["reasons"] == first["reasons"]
    kinds = [reason["kind"] for reason in first["reasons"]]
    assert kinds == ["image", *["paper"] * 3, *["signature"] * 4, "tag"]
    assert (predicted["sent"], production.held("live")) == (0, image.digest)
    assert (first["carried_by"], first["reference"]) == ("mount", f"{tls_shop.address}/production/app@{image.digest}")
    assert first["sent"] < 50_000 < len(staging.repository.read_blob(image.document["layers"][0]["digest"]))
    assert (second["changed"], second["sent"], second["reasons"]) == (False, 0, [])
    assert moved["msg"].startswith("digest: found 'v1'; give the digest of the image")


def test_another_registry_gets_the_same_digest(
    tls_shop: Registry, other_shop: Registry, keys: Keys, play: Play, tmp_path: Path
) -> None:
    staging, there = Stage(tls_shop, "staging/away"), Stage(other_shop, "shop/away")
    parts = [staging.image(text) for text in ("one platform", "another platform")]
    index = staging.release(keys, staging.index(*parts))
    wanted = options(
        staging, keys, index.digest, to=f"{other_shop.address}/shop/away", tags=["1.0"], skopeo=find_skopeo(tmp_path),
        target_username=USER, target_password=PASSWORD, target_ca_path=str(other_shop.authority),
    )  # fmt: skip
    with watched_command_lines([PASSWORD, "--preserve-digests"], os.getpid()) as lines:
        refused, first, second = play({TASK: {**wanted, "target_password": "wrong-3f"}}, {TASK: wanted}, {TASK: wanted})
    assert lines, "skopeo was seen"
    assert not [line for line in lines if PASSWORD in line]
    assert f"registry {other_shop.address}: reading 1.0: it does not accept the login" in refused["msg"]
    assert (first["carried_by"], there.held("1.0")) == ("skopeo", index.digest), first
    for part in parts:
        assert there.repository.manifest(part.digest) == part
    there.cosign().verify(index.digest, str(keys.public))
    assert second["changed"] is False
    assert PASSWORD not in json.dumps([refused, first, second])


def test_signatures_of_others_in_the_target_stay(tls_shop: Registry, keys: Keys, tmp_path: Path) -> None:
    others = Keys(*key_pair(tmp_path / "others"))
    staging, production = Stage(tls_shop, "signed/app"), Stage(tls_shop, "signed/there")
    image = staging.release(keys, staging.image("signed in both"))
    assert production.image("signed in both") == image
    production.sign(others, image.digest)
    staging.promote(image.digest, production, ReleasePolicy(str(keys.public)), "1.0")
    for each in (keys, others):
        production.cosign().verify(image.digest, str(each.public))
    assert production.held("1.0") == image.digest


def test_playbook(tls_shop: Registry, keys: Keys, run: Callable[..., str]) -> None:
    staging, production = Stage(tls_shop, "test/sovd-backend"), Stage(tls_shop, "live/sovd-backend")
    image = staging.release(keys, staging.image("by the playbook"))
    wanted = options(staging, keys, image.digest)
    given = {
        "promote_from": f"{tls_shop.address}/test",
        "promote_to": f"{tls_shop.address}/live",
        "promote_images": [f"sovd-backend@{image.digest}"],
        "promote_moving_tags": ["production"],
        "promote_policy": wanted.pop("policy"),
        "promote_options": {key: value for key, value in wanted.items() if key not in ("name", "digest")},
    }
    playbook = str(COLLECTIONS.parent / "promote_prod_images.yml")
    told = run("ansible-playbook", playbook, *extra_vars(given), **ENVIRONMENT)
    assert production.held("production") == image.digest
    assert f"{tls_shop.address}/live/sovd-backend@{image.digest}" in told
    assert PASSWORD not in told


def test_gate_judges_the_published_image(tls_shop: Registry, keys: Keys, run: Callable[..., str]) -> None:
    staging = Stage(tls_shop, "gate/app")
    image = staging.release(keys, staging.image("of no engine"))
    wanted = options(staging, keys, image.digest)
    given = {
        "image_verify_image": "python:3.11-slim",
        "image_verify_prefix": unique("papers"),
        "image_verify_third_party": True,
        "image_verify_workload": "none",
        "image_verify_left_out": {"user is unprivileged": "a base"},
        "image_verify_published": f"{wanted.pop('name')}@{wanted.pop('digest')}",
        "image_verify_release_policy": wanted.pop("policy"),
        "image_verify_release_options": wanted,
    }
    playbook = str(Path(__file__).with_name("verify_image.yml"))
    with pytest.raises(pytest.fail.Exception) as raised:
        run("ansible-playbook", playbook, *extra_vars(given), **ENVIRONMENT)
    told = str(raised.value).partition("Its last lines:")[2]  # without the command of this test
    assert "breaks its contract: published image is this one - found sha256:" in told
    assert PASSWORD not in told


def test_what_image_publish_made_is_promoted_and_verified(
    tls_shop: Registry, keys: Keys, play: Play, run: Callable[..., str], tmp_path: Path
) -> None:
    name = unique("promoted")
    (tmp_path / "Dockerfile").write_text(f"FROM scratch\nLABEL of={name}\nCOPY Dockerfile /\nUSER 1001\n")
    docker("buildx", "build", "--quiet", "--provenance=false", f"--tag={name}:1", str(tmp_path))
    login = options(Stage(tls_shop, "made/app"), keys, "")
    policy, _digest = login.pop("policy"), login.pop("digest")
    signing = {"sign": "key", "sign_key": str(keys.private), "sign_key_password": KEY_PASSWORD}
    (published,) = play({"sovd.prod_images.image_publish": {**login, "image": f"{name}:1", "tags": ["1"], **signing}})
    digest, target = published["digest"], f"{tls_shop.address}/live/made"
    (promoted,) = play({TASK: {**login, "digest": digest, "policy": policy, "to": target, "tags": ["1"]}})
    assert (promoted["carried_by"], promoted["papers"]) == ("mount", published["papers"])
    assert set(promoted["papers"]) == {"spdx", "cyclonedx", "provenance"}
    given = {
        "image_verify_image": f"{name}:1",
        "image_verify_prefix": unique("published"),
        "image_verify_workload": "none",
        "image_verify_left_out": {"user has a name": "it holds no passwd file"},
        "image_verify_published": promoted["reference"],
        "image_verify_release_policy": policy,
        "image_verify_release_options": {key: value for key, value in login.items() if key != "name"},
    }
    told = run("ansible-playbook", str(Path(__file__).with_name("verify_image.yml")), *extra_vars(given), **ENVIRONMENT)
    assert "Docker Scout's table: E to A, 20 of 90 points" in told
    docker("image", "rm", f"{name}:1")
