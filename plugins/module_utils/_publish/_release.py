# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An image in a registry with all that has to go with it to another place; reads a registry (private)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any, Iterator

from .._registry._refusal import RegistryError
from .._registry._repository import INDEXES, Manifest, Repository

_READ = 1 << 20  # bytes at once


@dataclass(frozen=True)
class Release:
    """The manifest or index of an image, the manifests that an index lists, and the papers by their names."""

    image: Manifest
    parts: tuple[Manifest, ...]
    papers: dict[str, Manifest]

    @property
    def manifests(self) -> tuple[Manifest, ...]:
        """All manifests of the image, the one that names the others at last."""
        return (*self.parts, self.image)

    @property
    def ids(self) -> list[str]:
        """What an engine may call the image: by a manifest, or by a configuration."""
        configurations = [next(blobs_of(each))["digest"] for each in self.manifests if each.media_type not in INDEXES]
        return [*(manifest.digest for manifest in self.manifests), *configurations]

    @property
    def signed(self) -> tuple[str, ...]:
        """The digests that have a signature each."""
        return (self.image.digest, *(paper.digest for paper in self.papers.values()))


def read_parts(repository: Repository, image: Manifest) -> tuple[Manifest, ...]:
    """Return the manifests that an index lists, each proven to have its digest; none for a manifest."""
    if image.media_type not in INDEXES:
        return ()
    found = []
    for entry in image.document.get("manifests") or []:
        part = repository.manifest(entry["digest"])
        if part is None:
            step = "reading {0}".format(entry["digest"])
            raise RegistryError(repository.client.host, step, "the index lists it and it is not there", "publish again")
        found.append(part)
    return tuple(found)


def blobs_of(manifest: Manifest) -> Iterator[dict[str, Any]]:
    """Yield the descriptors of the configuration and the layers of a manifest; an index has none."""
    document = manifest.document
    if manifest.media_type not in INDEXES:
        yield document["config"]
        yield from document["layers"]


def created(repository: Repository, image: Manifest) -> str | None:
    """Return when an image was made as its configuration says, None where it does not; of an index, its first part."""
    manifests = [*read_parts(repository, image), image]
    configuration = next((each["digest"] for manifest in manifests for each in blobs_of(manifest)), None)
    if configuration is None:
        return None
    document = json.loads(repository.read_blob(configuration))
    return str(document["created"]) if document.get("created") else None


def digest_in(repository: Repository, digest: str) -> str:
    """Return the digest of a blob's content as the registry gives it, for which it is read whole."""
    content = hashlib.sha256()
    with repository.open_blob(digest) as stream:
        while True:
            block = stream.read(_READ)
            if not block:
                return "sha256:" + content.hexdigest()
            content.update(block)
