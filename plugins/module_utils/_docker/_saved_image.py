# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An image in the archive that `docker image save` writes, read once from beginning to end as a stream (private).

The containerd image store counts the blocks and folders that a layer occupies, the graph drivers the bytes of its
files. Here the latter is counted, so that an image has one size wherever it lies.
"""

from __future__ import annotations

import io
import json
import posixpath
import tarfile
from dataclasses import dataclass
from typing import IO, Any, Callable, Generic, TypeVar

_BLOCK = 1 << 20  # bytes read at once
_LARGEST_DOCUMENT = 1 << 23  # bytes
_MANIFEST = "manifest.json"

Layer = TypeVar("Layer")


@dataclass(frozen=True)
class SavedImage(Generic[Layer]):
    """The configuration of an image and its layers, the base first; `unread` names those that Python cannot read."""

    config: dict[str, Any]
    layers: list[Layer]
    unread: list[str]


def read_saved_image(
    archive: IO[bytes] | None, diff_ids: list[str], read_layer: Callable[[IO[bytes]], Layer]
) -> SavedImage[Layer] | None:
    """Return the image whose layers are `diff_ids`, each as `read_layer` reads it, or None where it is not there.

    `read_layer` raises tarfile.ReadError for what it cannot read, and so does this for an archive that ends early.
    """
    layers: dict[str, Layer] = {}
    documents: dict[str, Any] = {}
    links: dict[str, str] = {}
    with tarfile.open(fileobj=archive, mode="r|", bufsize=_BLOCK) as opened:
        for member in opened:
            if member.issym():  # engines before 25 write a layer once
                links[member.name] = posixpath.normpath(posixpath.join(posixpath.dirname(member.name), member.linkname))
            content: IO[bytes] | None = opened.extractfile(member) if member.isreg() else None
            if content is None:
                continue
            if member.size <= _LARGEST_DOCUMENT:
                text = content.read()
                document = _document(text)
                if document is not None:
                    documents[member.name] = document
                    continue
                content = io.BytesIO(text)
            try:
                layers[member.name] = read_layer(content)
            except tarfile.ReadError:
                continue
    return _image(layers, documents, links, diff_ids)


def read_layers(archive: IO[bytes] | None, diff_ids: list[str]) -> list[dict[str, Any]] | None:
    """Return the layers with `Size` in bytes and `CreatedBy`, newest first, of the image whose layers are `diff_ids`.

    None when the archive holds no such image, or a layer packed in a way that Python cannot read.
    """
    image = read_saved_image(archive, diff_ids, _unpacked_size)
    if image is None or image.unread:
        return None
    return _history(image.config.get("history") or [], image.layers)


def _document(text: bytes) -> Any:
    """Return the JSON document that `text` is, or None; a layer may begin like one, by the name of its first file."""
    if text[:1] not in (b"{", b"["):
        return None
    try:
        return json.loads(text)
    except ValueError:
        return None


def _image(
    layers: dict[str, Layer], documents: dict[str, Any], links: dict[str, str], diff_ids: list[str]
) -> SavedImage[Layer] | None:
    for image in documents.get(_MANIFEST) or []:
        config = documents.get(image["Config"]) or {}
        if config.get("rootfs", {}).get("diff_ids") == diff_ids:
            names = [links.get(name, name) for name in image["Layers"] or []]
            return SavedImage(
                config,
                layers=[layers[name] for name in names if name in layers],
                unread=[name for name in names if name not in layers],
            )
    return None


def _history(entries: list[dict[str, Any]], sizes: list[int]) -> list[dict[str, Any]] | None:
    filled = [entry for entry in entries if not entry.get("empty_layer")]
    if len(filled) != len(sizes):
        return None
    left = iter(sizes)
    layers = [
        {"Size": 0 if entry.get("empty_layer") else next(left), "CreatedBy": entry.get("created_by") or ""}
        for entry in entries
    ]
    return layers[::-1]


def _unpacked_size(layer: IO[bytes]) -> int:
    """Return the bytes of a layer's files."""
    with tarfile.open(fileobj=layer, mode="r|*", bufsize=_BLOCK) as opened:
        return sum(member.size for member in opened if member.isreg())
