"""Small images in a registry of memory, for the files that promote."""

from __future__ import annotations

import json
from typing import Any

from ansible_collections.sovd.prod_images.plugins.module_utils._publish._paper_places import ARTIFACT_TYPES
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._place import Place
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._referrers import attach
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._repository import (
    OCI_INDEX,
    OCI_MANIFEST,
    Manifest,
    Repository,
    digest_of,
)
from ansible_collections.sovd.prod_images.tests.unit.plugins.module_utils._registry.fake_registry import FakeRegistry


def repository(fake: FakeRegistry, name: str = "team/app") -> Repository:
    """A repository of the registry."""
    return Repository(fake.client(), Place(fake.host, name))


def put_image(target: Repository, text: str = "a", made: str | None = "2026-06-01T00:00:00Z") -> Manifest:
    """Write an image of one layer by its digest."""
    blobs = []
    for content in (json.dumps({"created": made}).encode(), text.encode()):
        target.upload_blob(digest_of(content), len(content), content, "testing")
        blobs.append({"digest": digest_of(content), "size": len(content)})
    document = {"schemaVersion": 2, "config": blobs[0], "layers": blobs[1:]}
    manifest = Manifest(OCI_MANIFEST, json.dumps(document).encode())
    target.put_manifest(manifest.digest, manifest, "testing")
    return manifest


def put_index(target: Repository, *parts: Manifest) -> Manifest:
    """Write an index by its digest."""
    index = Manifest(OCI_INDEX, json.dumps({"manifests": [part.descriptor for part in parts]}).encode())
    target.put_manifest(index.digest, index, "testing")
    return index


def put_paper(target: Repository, image: Manifest, kind: str = "spdx", content: Any = None) -> str:
    """Attach a paper and give its digest."""
    return str(attach(target, image.descriptor, ARTIFACT_TYPES[kind], json.dumps(content or {}).encode()))
