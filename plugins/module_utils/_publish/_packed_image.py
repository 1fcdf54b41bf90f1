# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A saved image in the form in which a registry holds it: manifests and blobs (private to the collection).

https://github.com/opencontainers/image-spec/blob/v1.1.0/manifest.md
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
from dataclasses import dataclass
from typing import IO, Any, Callable

from .._buildkit._errors import ImageError
from .._registry._repository import INDEXES, OCI_MANIFEST, Manifest, digest_of
from ._saved_archive import SavedArchive, blob_name

_CONFIG = "application/vnd.oci.image.config.v1+json"
_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
_BLOCK = 1 << 20  # bytes
_LEVEL = 6  # of compression, that of gzip and of the engine


@dataclass(frozen=True)
class Blob:
    """A blob of `size` bytes, and what opens it."""

    digest: str
    size: int
    open: Callable[[], IO[bytes]]


@dataclass(frozen=True)
class PackedImage:
    """What a registry gets: the blobs, then the manifests, of which the last is the image."""

    blobs: list[Blob]
    manifests: list[Manifest]

    @property
    def root(self) -> Manifest:
        """The manifest or the index that is the image."""
        return self.manifests[-1]


def pack_image(archive: SavedArchive, image_id: str, folder: str) -> PackedImage:
    """Return the image with the id, whose layers are packed into the folder where the engine holds them unpacked.

    The same layer gives the same bytes each time. Raises ImageError where the archive does not hold the image.
    """
    index = archive.document("index.json") or {}
    for descriptor in index.get("manifests") or []:
        if descriptor["digest"] == image_id:  # the containerd image store keeps what a registry holds
            packed = PackedImage([], [])
            _take_tree(archive, descriptor, packed)
            return packed
    for image in archive.document("manifest.json") or []:
        config = archive.read(image["Config"])
        if digest_of(config) == image_id:
            return _packed(archive, config, image["Layers"] or [], folder)
    raise ImageError("image: found no image {0} in what docker image save wrote; see the engine".format(image_id))


def _take_tree(archive: SavedArchive, descriptor: dict[str, Any], packed: PackedImage) -> None:
    name = blob_name(descriptor["digest"])
    if name not in archive:
        raise ImageError(
            "image: the engine has only a part of it, without {0}; pull or build it for each of its platforms".format(
                (descriptor.get("platform") or {}).get("architecture") or descriptor["digest"]
            )
        )
    manifest = Manifest(descriptor["mediaType"], archive.read(name))
    if manifest.media_type in INDEXES:
        for child in manifest.document.get("manifests") or []:
            _take_tree(archive, child, packed)
    else:
        for blob in [manifest.document["config"], *manifest.document["layers"]]:
            packed.blobs.append(_blob_of(archive, blob["digest"]))
    packed.manifests.append(manifest)


def _blob_of(archive: SavedArchive, digest: str) -> Blob:
    name = blob_name(digest)
    return Blob(digest, archive.size(name), lambda: archive.open(name))


def _packed(archive: SavedArchive, config: bytes, layers: list[str], folder: str) -> PackedImage:
    diff_ids = json.loads(config)["rootfs"].get("diff_ids") or []
    blobs = [
        _compress(archive.open(name), diff_id, os.path.join(folder, "{0}.gz".format(number)))
        for number, (name, diff_id) in enumerate(zip(layers, diff_ids))
    ]
    of_config = Blob(digest_of(config), len(config), lambda: io.BytesIO(config))
    document = {
        "schemaVersion": 2,
        "mediaType": OCI_MANIFEST,
        "config": {"mediaType": _CONFIG, "digest": of_config.digest, "size": of_config.size},
        "layers": [{"mediaType": _LAYER, "digest": blob.digest, "size": blob.size} for blob in blobs],
    }
    manifest = Manifest(OCI_MANIFEST, json.dumps(document, separators=(",", ":")).encode())
    return PackedImage([*blobs, of_config], [manifest])


def _compress(layer: IO[bytes], diff_id: str, path: str) -> Blob:
    """Pack a layer into the file, and return the blob. Raises ImageError where the layer is not what it should be."""
    content = hashlib.sha256()
    with layer, open(path, "wb") as opened, gzip.GzipFile("", "wb", _LEVEL, opened, mtime=0) as packer:
        for block in iter(lambda: layer.read(_BLOCK), b""):
            content.update(block)
            packer.write(block)
    if "sha256:" + content.hexdigest() != diff_id:
        raise ImageError("image: the engine gave another layer than {0}; see whether it is sound".format(diff_id))
    digest, size = hashlib.sha256(), 0
    with open(path, "rb") as packed:
        for block in iter(lambda: packed.read(_BLOCK), b""):
            digest.update(block)
            size += len(block)
    return Blob("sha256:" + digest.hexdigest(), size, lambda: open(path, "rb"))
