# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The archive of `docker image save`, read once from beginning to end as a stream (private to the collection)."""

from __future__ import annotations

import io
import json
import posixpath
import tarfile
from typing import IO, Any

from .._buildkit._errors import ImageError
from ._layers import Layer, SecretRules, read_layer

_LARGEST_DOCUMENT = 1 << 20  # bytes


def read_archive(stream: IO[bytes], diff_ids: list[str], rules: SecretRules) -> list[Layer]:
    """Return the layers, in their order, of the image in the archive whose layers are `diff_ids`.

    Raises ImageError for an archive that does not hold it, or a layer packed in a way that Python cannot read.
    """
    layers: dict[str, Layer] = {}
    documents: dict[str, Any] = {}
    links: dict[str, str] = {}
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        for member in archive:
            if member.issym():  # engines before 25 write a layer once
                links[member.name] = posixpath.normpath(posixpath.join(posixpath.dirname(member.name), member.linkname))
            content = archive.extractfile(member) if member.isreg() else None
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
                layers[member.name] = read_layer(content, rules)
            except tarfile.ReadError:
                continue
    return _in_order(layers, documents, links, diff_ids)


def _document(text: bytes) -> Any:
    """Return the JSON document that `text` is, or None; a layer may begin like one, by the name of its first file."""
    if text[:1] not in (b"{", b"["):
        return None
    try:
        return json.loads(text)
    except ValueError:
        return None


def _in_order(
    layers: dict[str, Layer], documents: dict[str, Any], links: dict[str, str], diff_ids: list[str]
) -> list[Layer]:
    for image in documents.get("manifest.json") or []:
        config = documents.get(image["Config"]) or {}
        if config.get("rootfs", {}).get("diff_ids") != diff_ids:
            continue
        names = [links.get(name, name) for name in image["Layers"] or []]
        unread = [name for name in names if name not in layers]
        if unread:
            raise ImageError(
                "image: found the layer {0} packed in a way that Python on the target cannot read; "
                "build the image with layers that are packed by gzip".format(unread[0])
            )
        return [layers[name] for name in names]
    raise ImageError("image: the archive of docker image save does not hold the image; see whether the engine is sound")
