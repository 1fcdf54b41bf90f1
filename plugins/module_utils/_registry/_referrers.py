# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Papers beside an image: artifacts that refer to its digest (private to the collection).

https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md
has the list, and what a registry without one gets instead
"""

from __future__ import annotations

import json
from typing import Any

from ._refusal import RegistryError
from ._repository import OCI_INDEX, OCI_MANIFEST, Manifest, Repository, digest_of

_EMPTY = b"{}"
_EMPTY_TYPE = "application/vnd.oci.empty.v1+json"
_ATTEMPTS = 5  # to write the list while others write it


def fallback_tag(digest: str) -> str:
    """Return the tag under which a registry without a list of its own holds the list for a digest."""
    return digest.replace(":", "-")


def list_referrers(repository: Repository, digest: str) -> list[dict[str, Any]]:
    """Return the descriptors of what refers to a digest, each with `digest` and `artifactType`."""
    listed = repository.referrers(digest)
    if listed is not None:
        return listed
    return _listed(repository.manifest(fallback_tag(digest)))


def attach(
    repository: Repository,
    subject: dict[str, Any],
    artifact_type: str,
    content: bytes,
    annotations: dict[str, str] | None = None,
) -> str:
    """Write an artifact that refers to the `subject`, a descriptor, and return the artifact's digest."""
    step = "writing the paper {0} of {1}".format(artifact_type, subject["digest"])
    for blob in (_EMPTY, content):
        if not repository.has_blob(digest_of(blob)):
            repository.upload_blob(digest_of(blob), len(blob), blob, step)
    manifest = artifact(subject, artifact_type, content, annotations)
    put_artifact(repository, manifest, step)
    return manifest.digest


def artifact(
    subject: dict[str, Any], artifact_type: str, content: bytes, annotations: dict[str, str] | None = None
) -> Manifest:
    """Return the manifest of an artifact that refers to the `subject`, a descriptor."""
    document = {
        "schemaVersion": 2,
        "mediaType": OCI_MANIFEST,
        "artifactType": artifact_type,
        "config": {"mediaType": _EMPTY_TYPE, "digest": digest_of(_EMPTY), "size": len(_EMPTY)},
        "layers": [{"mediaType": artifact_type, "digest": digest_of(content), "size": len(content)}],
        "subject": {key: subject[key] for key in ("mediaType", "digest", "size")},
        "annotations": annotations or {},
    }
    return Manifest(OCI_MANIFEST, json.dumps(document, sort_keys=True).encode())


def put_artifact(repository: Repository, manifest: Manifest, step: str) -> None:
    """Write the manifest of an artifact whose blobs are there, so that it is listed beside its subject."""
    document = manifest.document
    headers = repository.put_manifest(manifest.digest, manifest, step)
    if "oci-subject" not in headers:  # the registry keeps no list
        about = {key: document.get(key) for key in ("artifactType", "annotations")}
        _add_to_list(repository, document["subject"]["digest"], {**manifest.descriptor, **about}, step)


def read_paper(repository: Repository, descriptor: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Return the manifest of a paper, as it is written, and its content, both proven to have their digests."""
    manifest = repository.manifest(descriptor["digest"])
    if manifest is None:
        step = "reading the paper {0}".format(descriptor["digest"])
        raise RegistryError(repository.client.host, step, "it is listed and not there", "publish the image again")
    return manifest.document, repository.read_blob(manifest.document["layers"][0]["digest"])


def _add_to_list(repository: Repository, digest: str, entry: dict[str, Any], step: str) -> None:
    """Add an entry to the list under the tag, until it is in it, for another may write the list at the same time."""
    tag = fallback_tag(digest)
    for _attempt in range(_ATTEMPTS):
        listed = _listed(repository.manifest(tag))
        if any(each.get("digest") == entry["digest"] for each in listed):
            return
        document = {"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": [*listed, entry]}
        repository.put_manifest(tag, Manifest(OCI_INDEX, json.dumps(document, sort_keys=True).encode()), step)
    if all(each.get("digest") != entry["digest"] for each in _listed(repository.manifest(tag))):
        raise RegistryError(repository.client.host, step, "others write its list {0} all the time".format(tag), "wait")


def _listed(index: Manifest | None) -> list[dict[str, Any]]:
    return (index.document.get("manifests") or []) if index else []
