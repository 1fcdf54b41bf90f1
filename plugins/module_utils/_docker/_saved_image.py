# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The layers of an image in the archive that `docker image save` writes; reads a stream (private to the collection).

The containerd image store counts the blocks and folders that a layer occupies, the graph drivers the bytes of its
files. Here the latter is counted, so that an image has one size wherever it lies.
"""

from __future__ import annotations

import json
import tarfile
from typing import IO, Any

_BLOCK = 1 << 20  # bytes read at once
_MANIFEST = "manifest.json"


def read_layers(archive: IO[bytes] | None, diff_ids: list[str]) -> list[dict[str, Any]] | None:
    """Return the layers with `Size` in bytes and `CreatedBy`, newest first, of the image whose layers are `diff_ids`.

    None when the archive holds no such image, or a layer packed in a way that Python cannot read.
    """
    sizes: dict[str, int] = {}
    texts: dict[str, Any] = {}
    with tarfile.open(fileobj=archive, mode="r|", bufsize=_BLOCK) as opened:
        for member in opened:
            content: Any = opened.extractfile(member)
            if content is None:
                continue
            if content.peek(1)[:1] in (b"{", b"["):
                texts[member.name] = json.loads(content.read())
            else:
                size = _unpacked_size(content)
                if size is not None:
                    sizes[member.name] = size
    for image in texts.get(_MANIFEST) or []:
        config = texts.get(image["Config"]) or {}
        packed = image["Layers"] or []
        if config.get("rootfs", {}).get("diff_ids") == diff_ids and all(name in sizes for name in packed):
            return _history(config.get("history") or [], [sizes[name] for name in packed])
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


def _unpacked_size(layer: IO[bytes]) -> int | None:
    """Return the bytes of a layer's files, or None when it is packed in an unknown way."""
    try:
        with tarfile.open(fileobj=layer, mode="r|*", bufsize=_BLOCK) as opened:
            return sum(member.size for member in opened if member.isreg())
    except tarfile.ReadError:
        return None
