"""A key that never leaves a KMS signs what is published, and proves what is promoted."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.module.releases import Stage
from tests.module.small_publication import small_publication
from tests.rig.kms import SECRET, Kms, account, kms
from tests.rig.network import free_port
from tests.rig.registry import Registry

pytestmark = pytest.mark.slow
PUBLISH, PROMOTE = "sovd.prod_images.image_publish", "sovd.prod_images.image_promote"
KEY, OTHER = "awskms:///alias/images", "awskms:///alias/other"
Play = Callable[..., list[dict[str, Any]]]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kms]:
    """A KMS."""
    with kms(tmp_path_factory.mktemp("kms") / "service") as made:
        yield made


@pytest.fixture
def publish(on_the_engine: None, tls_shop: Registry, tmp_path: Path) -> dict[str, Any]:
    """The options that publish a small image, signed by the KMS."""
    del on_the_engine
    return {**small_publication(tls_shop, "kms/", tmp_path), "tags": ["1.0"], "sign": "key", "sign_key": KEY}


def promote(publish: dict[str, Any], digest: str, key: str) -> dict[str, Any]:
    """The options that promote that image where a key has signed it."""
    kept = ("name", "registry_username", "registry_password", "registry_ca_path", "cosign")
    wanted = {name: publish[name] for name in kept}
    return {**wanted, "to": f"{publish['name']}-live", "tags": ["1.0"], "digest": digest,
            "policy": {"key": key, "papers": ["spdx"]}}  # fmt: skip


def test_key_in_a_kms(service: Kms, tls_shop: Registry, publish: dict[str, Any], play: Play, tmp_path: Path) -> None:
    public = service.new_key("images")
    service.new_key("other")
    first, second = play({PUBLISH: publish}, {PUBLISH: publish}, **service.environment)
    assert [reason["kind"] for reason in first["reasons"]] == ["image", "paper", "signature", "signature", "tag"], first
    assert (second["changed"], second.get("digest")) == (False, first["digest"]), second
    refused, promoted = play(
        {PROMOTE: promote(publish, first["digest"], OTHER)},
        {PROMOTE: promote(publish, first["digest"], KEY)},
        **service.environment,
    )
    assert f"found no signature of the image by {OTHER} (" in refused["msg"]
    assert promoted["papers"] == first["papers"], promoted
    stage = Stage(tls_shop, publish["name"].partition("/")[2])
    assert Stage(tls_shop, f"{stage.name}-live").held("1.0") == first["digest"]
    # Who has the public half alone needs no KMS.
    (tmp_path / "images.pub").write_text(public, encoding="ascii")
    for digest in (first["digest"], *first["papers"].values()):
        stage.cosign().verify(digest, str(tmp_path / "images.pub"))
    assert SECRET not in json.dumps([first, second, refused, promoted])


def test_kms_that_does_not_answer(service: Kms, tls_shop: Registry, publish: dict[str, Any], play: Play) -> None:
    unknown = {**publish, "sign_key": "awskms:///alias/unknown"}
    (missing,) = play({PUBLISH: unknown}, **service.environment)
    assert f"registry {tls_shop.address}: reading the key {unknown['sign_key']}: cosign failed (" in missing["msg"]
    gone, refused = play(
        {PUBLISH: publish}, {PROMOTE: promote(publish, "sha256:" + "0" * 64, KEY)}, **account(free_port())
    )
    assert f"registry {tls_shop.address}: reading the key {KEY}: cosign failed (" in gone["msg"]
    assert "see the key, its password, the KMS and the registry" in gone["msg"]
    assert "found no such digest there" in refused["msg"], "what is not there is told without a KMS"
    assert Stage(tls_shop, publish["name"].partition("/")[2]).held("1.0") is None
