"""What is sent, and what is taken out of another repository of the registry."""

from __future__ import annotations

from typing import Any

from ansible_collections.sovd.prod_images.plugins.module_utils._publish._release import Release, blobs_of
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._transfer import Transfer
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._cosign import signature_tag
from ansible_collections.sovd.prod_images.tests.unit.plugins.module_utils._registry.fake_registry import (
    FakeRegistry,
    fake_registry,
)

from .promoted import put_image, put_index, put_paper, repository


class Copies:
    """A skopeo that writes down what it is to copy."""

    def __init__(self) -> None:
        self.copied: list[str] = []

    def copy(self, digest: str, _source: Any, _target: Any) -> None:
        self.copied.append(digest)


def transfer(fake: FakeRegistry, other: FakeRegistry | None = None) -> Transfer:
    return Transfer(repository(fake), repository(other or fake, "production/app"), Copies())


def test_within_a_registry_blobs_are_mounted_and_nothing_is_sent(fake: FakeRegistry) -> None:
    image = put_image(repository(fake))
    made = transfer(fake)
    for _blob in blobs_of(image):
        fake.answer("POST /v2/production/app/blobs/uploads/", 201)
    release = Release(put_index(repository(fake), image), (image,), {})
    assert made.lacks_image(release)
    made.bring_image(release)
    assert (made.by, made.mounted, made.skopeo.copied) == ("mount", 2, [])
    assert not made.lacks_image(release)
    mounts = [asked for asked, _login in fake.asked if "mount=" in asked]
    assert all("from=team%2Fapp" in asked for asked in mounts)
    assert made.target.client.sent == sum(len(manifest.content) for manifest in release.manifests)


def test_registry_that_mounts_nothing_and_another_one_get_a_copy(fake: FakeRegistry) -> None:
    release = Release(put_image(repository(fake)), (), {})
    with fake_registry() as other:
        for made in (transfer(fake), transfer(fake, other)):
            made.bring_image(release)
            assert (made.by, made.skopeo.copied) == ("skopeo", [release.image.digest])


def test_papers_and_signatures_go_with_it(fake: FakeRegistry) -> None:
    place = repository(fake)
    image = put_image(place)
    paper = place.manifest(put_paper(place, image))
    assert paper is not None
    place.put_manifest(signature_tag(image.digest), put_image(place, "signature"), "testing")
    release = Release(image, (), {"spdx": paper})
    with fake_registry() as other:
        made = transfer(fake, other)
        assert made.lacking_papers(release) == ["spdx"]
        made.bring_paper(paper)
        assert made.lacking_papers(release) == []
        made.bring_signature(image.digest)
        made.bring_signature(paper.digest)  # which has none
        assert made.target.manifest(signature_tag(image.digest)) == place.manifest(signature_tag(image.digest))
        assert made.target.manifest(signature_tag(paper.digest)) is None


def test_bill_of_a_part_lies_beside_that_part(fake: FakeRegistry) -> None:
    place = repository(fake)
    part = put_image(place)
    paper = place.manifest(put_paper(place, part))
    assert paper is not None
    release = Release(put_index(place, part), (part,), {"spdx linux/amd64": paper})
    made = transfer(fake)
    assert made.lacking_papers(release) == ["spdx linux/amd64"]
    made.bring_paper(paper)
    assert made.lacking_papers(release) == []
