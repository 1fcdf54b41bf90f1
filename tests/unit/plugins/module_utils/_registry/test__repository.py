"""Manifests and blobs of a repository."""

from __future__ import annotations

import io
import json
from unittest.mock import Mock

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._refusal import RegistryError
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._repository import (
    OCI_MANIFEST,
    Manifest,
    digest_of,
)

from .fake_registry import FakeRegistry

BASE = "/v2/team/app/"
MANIFEST = Manifest(OCI_MANIFEST, b'{"schemaVersion": 2}')


def test_manifest_is_read_as_it_was_written(fake: FakeRegistry) -> None:
    repository = fake.repository()
    assert repository.manifest("1") is None
    repository.put_manifest("1", MANIFEST, "writing")
    assert repository.manifest("1") == MANIFEST
    assert MANIFEST.descriptor == {"mediaType": OCI_MANIFEST, "digest": MANIFEST.digest, "size": 20}


@pytest.mark.parametrize(
    ("reference", "content", "cause"),
    [("1", b"<html>", "is no manifest"), ("1", b"[]", "is no manifest"), (MANIFEST.digest, b"{}", "has the digest")],
)
def test_manifest_that_is_another_thing(reference: str, content: bytes, cause: str, fake: FakeRegistry) -> None:
    fake.held[f"{BASE}manifests/{reference}"] = (content, OCI_MANIFEST)
    with pytest.raises(RegistryError, match=cause):
        fake.repository().manifest(reference)


def test_blob(fake: FakeRegistry) -> None:
    repository, content = fake.repository(), b"layer"
    digest = digest_of(content)
    assert not repository.has_blob(digest)
    repository.upload_blob(digest, len(content), io.BytesIO(content), "pushing")
    assert repository.has_blob(digest)
    assert repository.read_blob(digest) == content
    with repository.open_blob(digest) as stream:
        assert stream.read() == content
    assert repository.client.sent == len(content)
    fake.held[f"{BASE}blobs/{digest}"] = (b"other", "")
    with pytest.raises(RegistryError, match="has the digest"):
        repository.read_blob(digest)


@pytest.mark.parametrize("by_another", [True, False])
def test_blob_that_two_send_at_once(by_another: bool, fake: FakeRegistry) -> None:
    digest = digest_of(b"layer")
    fake.answer(f"PUT {BASE}blobs/uploads/session", 500)
    if by_another:
        fake.held[f"{BASE}blobs/{digest}"] = (b"layer", "")
    fake.repository().upload_blob(digest, 5, io.BytesIO(b"layer"), "pushing")
    assert fake.held[f"{BASE}blobs/{digest}"][0] == b"layer"
    assert len([asked for asked, _login in fake.asked if asked.startswith("PUT")]) == (1 if by_another else 2)


@pytest.mark.parametrize(("status", "times"), [(500, 3), (403, 1)])
def test_blob_that_is_refused(status: int, times: int, fake: FakeRegistry) -> None:
    for _attempt in range(times):
        fake.answer(f"PUT {BASE}blobs/uploads/session", status)
    with pytest.raises(RegistryError, match=rf"pushing: .*status {status}"):
        fake.repository().upload_blob(digest_of(b"layer"), 5, b"layer", "pushing")
    assert len([asked for asked, _login in fake.asked if asked.startswith("PUT")]) == times


def test_blob_of_another_repository(fake: FakeRegistry) -> None:
    path = f"{BASE}blobs/uploads/?mount=sha256%3A1&from=team%2Fother"
    fake.answer(f"POST {path}", 201)
    assert fake.repository().mount_blob("sha256:1", "team/other")
    assert not fake.repository().mount_blob("sha256:1", "team/other"), "an upload was begun instead"


def test_list_of_referrers(fake: FakeRegistry) -> None:
    repository = fake.repository()
    assert repository.referrers("sha256:1") is None
    fake.held[f"{BASE}referrers/sha256:1"] = (json.dumps({"manifests": [{"digest": "sha256:2"}]}).encode(), "")
    assert repository.referrers("sha256:1") == [{"digest": "sha256:2"}]
    fake.held[f"{BASE}referrers/sha256:1"] = (b"<html>", "")
    assert repository.referrers("sha256:1") is None


def test_refusal_tells_more_than_a_lost_connection(fake: FakeRegistry, monkeypatch: pytest.MonkeyPatch) -> None:
    full = RegistryError("r.example", "pushing", "the registry is full", "make room in it", status=500)
    lost = RegistryError("r.example", "pushing", "it is gone", "see that it runs")
    late = RegistryError("r.example", "pushing", "no answer within 1 seconds", "see whether it is stuck")
    late.__cause__ = TimeoutError()
    for said, told, times in (([lost, full, lost], full, 3), ([lost, lost, lost], lost, 3), ([late], late, 1)):
        repository, upload = fake.repository(), Mock(side_effect=said)
        monkeypatch.setattr(repository, "_upload", upload)
        with pytest.raises(RegistryError) as found:
            repository.upload_blob("sha256:" + "a" * 64, 1, b"a", "pushing")
        assert (found.value, upload.call_count) == (told, times)
