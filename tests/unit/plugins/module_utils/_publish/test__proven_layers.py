"""Layers that only stand beside the configuration of an image are none of it."""

from __future__ import annotations

import gzip
import json
import os

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._proven_layers import has_own_layers
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._refusal import RegistryError
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._repository import (
    OCI_MANIFEST,
    Manifest,
    Repository,
    digest_of,
)
from ansible_collections.sovd.prod_images.tests.unit.plugins.module_utils._registry.fake_registry import FakeRegistry

LAYER = os.urandom(3 << 20) + b"0" * (5 << 20)


def image(repository: Repository, *layers: bytes, of: tuple[bytes, ...] = (LAYER,)) -> Manifest:
    """An image with these blobs as layers, whose configuration names those contents."""
    config = json.dumps({"rootfs": {"diff_ids": [digest_of(content) for content in of]}}).encode()
    for blob in (config, *layers):
        repository.upload_blob(digest_of(blob), len(blob), blob, "testing")
    document = {"config": {"digest": digest_of(config)}, "layers": [{"digest": digest_of(blob)} for blob in layers]}
    return Manifest(OCI_MANIFEST, json.dumps(document).encode())


# title: (what lies in the registry, whether it is the image's own)
BLOBS: dict[str, tuple[bytes, bool]] = {
    "as it is": (LAYER, True),
    "compressed": (gzip.compress(LAYER, 1), True),
    "compressed in two members": (gzip.compress(LAYER[:100], 1) + gzip.compress(LAYER[100:], 1), True),
    "another one": (gzip.compress(b"other"), False),
    "cut off": (gzip.compress(LAYER, 1)[:-20], False),
    "with more behind it": (gzip.compress(LAYER, 1) + b"more", False),
    "zstd": (b"\x28\xb5\x2f\xfd packed by zstd", False),
    "empty": (b"", False),
}


@pytest.mark.parametrize("title", BLOBS)
def test_layer_is_what_the_configuration_says(title: str, fake: FakeRegistry) -> None:
    blob, own = BLOBS[title]
    assert has_own_layers(fake.repository(), image(fake.repository(), blob)) == own


def test_one_layer_more_or_less(fake: FakeRegistry) -> None:
    repository = fake.repository()
    assert not has_own_layers(repository, image(repository, LAYER, b"more"))
    assert not has_own_layers(repository, image(repository))
    assert has_own_layers(repository, image(repository, of=()))


@pytest.mark.parametrize("document", [{}, {"config": {"digest": "sha256:0"}}, {"config": [], "layers": 1}])
def test_what_is_no_image_has_none(document: object, fake: FakeRegistry) -> None:
    assert not has_own_layers(fake.repository(), Manifest(OCI_MANIFEST, json.dumps(document).encode()))


def test_layer_that_is_gone_and_registry_that_fails(fake: FakeRegistry) -> None:
    repository = fake.repository()
    made = image(repository, LAYER)
    layer = f"/v2/team/app/blobs/{digest_of(LAYER)}"
    del fake.held[layer]
    assert not has_own_layers(repository, made)
    fake.answer(f"GET {layer}", 403)
    with pytest.raises(RegistryError, match="this login may not do that"):
        has_own_layers(repository, made)
