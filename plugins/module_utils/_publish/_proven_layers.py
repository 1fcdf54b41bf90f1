# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the layers that a registry has are those that the configuration of an image names; reads them (private).

A manifest with the configuration of an image may name any layers beside it, so whoever may write to a registry could
have them signed. https://github.com/opencontainers/image-spec/blob/v1.1.0/config.md#layer-diffid
"""

from __future__ import annotations

import hashlib
import json
import zlib
from typing import IO, Any, Iterator

from .._registry._refusal import RegistryError
from .._registry._repository import Manifest, Repository

_BLOCK = 1 << 20  # bytes
_GZIP = b"\x1f\x8b"
_GZIP_WINDOW = 16 + zlib.MAX_WBITS  # how zlib is told that it is gzip
_NOT_THERE = 404


def has_own_layers(repository: Repository, manifest: Manifest) -> bool:
    """Tell whether each layer unpacks to what the configuration says; one that is packed by other than gzip does not.

    Raises RegistryError where the registry gives no answer.
    """
    try:
        document = manifest.document
        config: dict[str, Any] = json.loads(repository.read_blob(document["config"]["digest"]))
        wanted = list(config["rootfs"].get("diff_ids") or [])
        layers = [str(layer["digest"]) for layer in document["layers"]]
        return len(wanted) == len(layers) and all(
            _unpacked_digest(repository, layer) == diff_id for layer, diff_id in zip(layers, wanted)
        )
    except (ValueError, KeyError, TypeError, AttributeError, zlib.error):
        return False
    except RegistryError as error:
        if error.status == _NOT_THERE:
            return False
        raise


def _unpacked_digest(repository: Repository, layer: str) -> str:
    """Return the digest of what a layer unpacks to. Raises RegistryError and zlib.error."""
    content = hashlib.sha256()
    with repository.open_blob(layer) as stream:
        for block in _unpacked(stream):
            content.update(block)
    return "sha256:" + content.hexdigest()


def _unpacked(stream: IO[bytes]) -> Iterator[bytes]:
    block = stream.read(_BLOCK)
    if block[: len(_GZIP)] != _GZIP:
        while block:
            yield block
            block = stream.read(_BLOCK)
        return
    unpacker = zlib.decompressobj(_GZIP_WINDOW)
    while block:
        yield unpacker.decompress(block, _BLOCK)
        if unpacker.eof:  # gzip of several parts, as some tools write it
            block = unpacker.unused_data or stream.read(_BLOCK)
            unpacker = zlib.decompressobj(_GZIP_WINDOW)
        else:
            block = unpacker.unconsumed_tail or stream.read(_BLOCK)
    yield unpacker.flush()
