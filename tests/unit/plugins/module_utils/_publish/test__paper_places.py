"""To what each paper of an image refers."""

from __future__ import annotations

import json

from ansible_collections.sovd.prod_images.plugins.module_utils._publish._paper_places import (
    ARTIFACT_TYPES,
    paper_places,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._repository import (
    OCI_INDEX,
    OCI_MANIFEST,
    Manifest,
)

IMAGE = Manifest(OCI_MANIFEST, b"{}")


def index(*platforms: dict[str, str]) -> Manifest:
    """An index with a part for each of these platforms."""
    entries = [
        {
            "mediaType": OCI_MANIFEST,
            "digest": f"sha256:{number}",
            "size": number,
            "platform": platform,
            "annotations": {},
        }
        for number, platform in enumerate(platforms)
    ]
    return Manifest(OCI_INDEX, json.dumps({"manifests": entries}).encode())


def test_all_papers_of_one_platform_are_about_the_image() -> None:
    places = paper_places(IMAGE, tuple(ARTIFACT_TYPES))
    assert [place.name for place in places] == list(ARTIFACT_TYPES)
    assert {place.digest for place in places} == {IMAGE.digest}
    assert [place.artifact_type for place in places] == list(ARTIFACT_TYPES.values())


def test_bills_are_about_a_platform_and_the_provenance_is_about_all() -> None:
    image = index(
        {"os": "linux", "architecture": "amd64"},
        {"os": "linux", "architecture": "arm", "variant": "v7"},
        {"os": "linux", "architecture": "amd64"},
        {"os": "unknown", "architecture": "unknown"},
        {},
    )
    places = paper_places(image, ("provenance", "spdx"))
    assert [(place.name, place.digest) for place in places] == [
        ("provenance", image.digest),
        ("spdx linux/amd64", "sha256:0"),
        ("spdx linux/arm/v7", "sha256:1"),
        ("spdx linux/amd64 2", "sha256:2"),
        ("spdx 4", "sha256:4"),
    ]
    assert places[1].subject == {"mediaType": OCI_MANIFEST, "digest": "sha256:0", "size": 0}
