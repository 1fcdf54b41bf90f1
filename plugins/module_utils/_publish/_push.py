# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sending an image to a repository, by digest: no tag is touched (private to the collection)."""

from __future__ import annotations

from .._registry._repository import Manifest, Repository
from ._packed_image import PackedImage


def push_image(repository: Repository, image: PackedImage) -> Manifest:
    """Send what the repository lacks, the manifests last, and return that of the image. Raises RegistryError."""
    for blob in image.blobs:
        if repository.has_blob(blob.digest):
            continue
        with blob.open() as content:
            repository.upload_blob(blob.digest, blob.size, content, "pushing the blob {0}".format(blob.digest))
    for manifest in image.manifests:
        repository.put_manifest(manifest.digest, manifest, "writing the manifest {0}".format(manifest.digest))
    return image.root
