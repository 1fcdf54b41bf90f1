"""Papers beside an image, with and without a list that the registry keeps."""

from __future__ import annotations

import json

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._referrers import (
    attach,
    fallback_tag,
    list_referrers,
    read_paper,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._refusal import RegistryError
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._repository import OCI_MANIFEST, Manifest

from .fake_registry import FakeRegistry

IMAGE = Manifest(OCI_MANIFEST, b'{"schemaVersion": 2}')
SPDX, CYCLONEDX = "application/spdx+json", "application/vnd.cyclonedx+json"


def test_registry_without_a_list(fake: FakeRegistry) -> None:
    repository = fake.repository()
    assert list_referrers(repository, IMAGE.digest) == []
    first = attach(repository, IMAGE.descriptor, SPDX, b'{"a": 1}', {"made.by": "test"})
    second = attach(repository, IMAGE.descriptor, CYCLONEDX, b'{"b": 1}')
    again = attach(repository, IMAGE.descriptor, SPDX, b'{"a": 1}', {"made.by": "test"})
    found = list_referrers(repository, IMAGE.digest)
    assert first == again
    assert [(each["artifactType"], each["digest"]) for each in found] == [(SPDX, first), (CYCLONEDX, second)]
    assert f"/v2/team/app/manifests/{fallback_tag(IMAGE.digest)}" in fake.held
    document, content = read_paper(repository, found[0])
    assert content == b'{"a": 1}'
    assert document["subject"] == IMAGE.descriptor
    assert document["annotations"] == {"made.by": "test"}


def test_registry_with_a_list(fake: FakeRegistry) -> None:
    fake.keeps_referrers = True
    attach(fake.repository(), IMAGE.descriptor, SPDX, b"{}")
    assert not any(fallback_tag(IMAGE.digest) in path for path in fake.held)
    listed = json.dumps({"manifests": [{"digest": "sha256:2"}]}).encode()
    fake.held[f"/v2/team/app/referrers/{IMAGE.digest}"] = (listed, "")
    assert list_referrers(fake.repository(), IMAGE.digest) == [{"digest": "sha256:2"}]


def test_list_that_another_writes_at_the_same_time(fake: FakeRegistry) -> None:
    tag = f"/v2/team/app/manifests/{fallback_tag(IMAGE.digest)}"
    fake.answer(f"PUT {tag}", 201)  # what another wrote took its place
    paper = attach(fake.repository(), IMAGE.descriptor, SPDX, b"{}")
    assert [each["digest"] for each in list_referrers(fake.repository(), IMAGE.digest)] == [paper]
    for _attempt in range(5):
        fake.answer(f"PUT {tag}", 201)
    with pytest.raises(RegistryError, match="others write its list"):
        attach(fake.repository(), IMAGE.descriptor, CYCLONEDX, b"[]")


def test_paper_that_is_listed_and_not_there(fake: FakeRegistry) -> None:
    with pytest.raises(RegistryError, match="listed and not there"):
        read_paper(fake.repository(), {"digest": "sha256:" + "0" * 64})
