"""What somebody who may write to a registry prepares there, so that a publisher would sign it; the real cosign."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._cosign import signature_tag
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._repository import Manifest

from tests.module.releases import LAYER, Stage
from tests.module.small_publication import small_publication
from tests.rig.cleanup import unique
from tests.rig.registry import Registry
from tests.rig.signing import KEY_PASSWORD, key_pair

TASK = "sovd.prod_images.image_publish"


@pytest.fixture
def stage(tls_shop: Registry) -> Stage:
    """A repository of its own."""
    return Stage(tls_shop, f"attacked/{unique('publish')}")


@pytest.fixture
def publish(on_the_engine: None, stage: Stage, tmp_path: Path) -> dict[str, Any]:
    """The options that publish a small image, signed by a key of its own."""
    del on_the_engine
    key, _public = key_pair(tmp_path / "key")
    signed = {"sign": "key", "sign_key": str(key), "sign_key_password": KEY_PASSWORD}
    return {**small_publication(stage.registry, stage.name, tmp_path), "moving_tags": ["latest"], **signed}


def image_in(stage: Stage) -> Manifest:
    """What the tag holds."""
    found = stage.repository.manifest("latest")
    assert found is not None
    return found


def test_paper_that_waits_for_the_image_is_not_signed(
    publish: dict[str, Any], stage: Stage, play: Callable[..., list[dict[str, Any]]]
) -> None:
    (bare,) = play({TASK: {**publish, "sign": "none", "papers": []}})
    forged = stage.paper(image_in(stage), "spdx", note="without what is vulnerable")
    predicted, first, second = play({TASK: publish, "check_mode": True}, {TASK: publish}, {TASK: publish})
    assert predicted["reasons"] == first["reasons"]
    assert first["digest"] == bare["digest"]
    assert [reason["kind"] for reason in first["reasons"]] == ["paper", "signature", "signature"], first
    assert second["changed"] is False
    assert first["papers"]["spdx"] != forged
    assert stage.repository.manifest(signature_tag(forged)) is None
    assert stage.repository.manifest(signature_tag(first["papers"]["spdx"])) is not None


def test_other_layers_beside_the_configuration_are_not_signed(
    publish: dict[str, Any], stage: Stage, play: Callable[..., list[dict[str, Any]]]
) -> None:
    (first,) = play({TASK: publish})
    document = image_in(stage).document
    document["layers"] = [stage.blob(b"of somebody else", LAYER)]
    forged = stage.put(Manifest(image_in(stage).media_type, json.dumps(document).encode()), "latest")
    fixed = {**publish, "moving_tags": [], "tags": ["latest"]}
    refused, mended = play({TASK: fixed}, {TASK: publish})
    assert "tags: found another image than sha256:" in refused["msg"]
    assert f"({forged.digest}); take a new tag" in refused["msg"]
    assert mended["written_tags"] == {"latest": forged.digest}
    assert stage.held("latest") == first["digest"]
    assert stage.repository.manifest(signature_tag(forged.digest)) is None
