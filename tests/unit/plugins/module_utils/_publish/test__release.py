"""What goes with an image, as a registry has it."""

from __future__ import annotations

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._release import (
    Release,
    blobs_of,
    created,
    digest_in,
    read_parts,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._refusal import RegistryError
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._repository import Manifest
from ansible_collections.sovd.prod_images.tests.unit.plugins.module_utils._registry.fake_registry import FakeRegistry

from .promoted import put_image, put_index, repository


def test_parts_of_an_index_and_of_a_manifest(fake: FakeRegistry) -> None:
    place = repository(fake)
    first, second = put_image(place, "a"), put_image(place, "b")
    index = put_index(place, first, second)
    assert read_parts(place, first) == ()
    assert read_parts(place, index) == (first, second)
    assert list(blobs_of(index)) == []
    assert [blob["size"] for blob in blobs_of(first)][1:] == [1]


def test_part_that_is_gone(fake: FakeRegistry) -> None:
    place = repository(fake)
    index = put_index(place, Manifest("x", b"{}"))
    with pytest.raises(RegistryError, match="the index lists it and it is not there"):
        read_parts(place, index)


@pytest.mark.parametrize("made", ["2026-06-01T00:00:00Z", None])
def test_time_is_that_of_the_configuration(made: str | None, fake: FakeRegistry) -> None:
    place = repository(fake)
    image = put_image(place, made=made)
    assert created(place, image) == created(place, put_index(place, image)) == made
    assert created(place, put_index(place)) is None


def test_digest_of_what_is_given(fake: FakeRegistry) -> None:
    place = repository(fake)
    layer = put_image(place).document["layers"][0]["digest"]
    assert digest_in(place, layer) == layer
    fake.held[f"/v2/team/app/blobs/{layer}"] = (b"other", "")
    assert digest_in(place, layer) != layer


def test_what_is_signed_and_in_which_order_it_is_written() -> None:
    image, part, paper = (Manifest("x", text) for text in (b"1", b"2", b"3"))
    release = Release(image, (part,), {"spdx": paper})
    assert release.manifests == (part, image)
    assert release.signed == (image.digest, paper.digest)
