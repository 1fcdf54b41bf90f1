"""Archives as `docker image save` writes them, made in memory."""

from __future__ import annotations

import hashlib
import json
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ansible_collections.sovd.prod_images.plugins.module_utils._publish._saved_archive import SavedArchive
from ansible_collections.sovd.prod_images.tests.unit.plugins.module_utils.packed_files import pack


def digest(content: bytes) -> str:
    return "sha256:" + hashlib.sha256(content).hexdigest()


def archive(path: Path, files: Mapping[str, bytes | str]) -> SavedArchive:
    """An archive with these files, open for reading."""
    path.write_bytes(pack(files))
    return SavedArchive(tarfile.open(path))


def config_of(layers: list[bytes], **more: Any) -> bytes:
    return json.dumps({"rootfs": {"type": "layers", "diff_ids": [digest(one) for one in layers]}, **more}).encode()


def plain(path: Path, layers: list[bytes], **more: Any) -> tuple[SavedArchive, str]:
    """What an engine without the containerd image store writes, and the image's id."""
    config = config_of(layers, **more)
    files: dict[str, bytes | str] = {"blobs/sha256/" + digest(one)[7:]: one for one in layers}
    files["blobs/sha256/config"] = config
    names = ["blobs/sha256/" + digest(one)[7:] for one in layers]
    files["manifest.json"] = json.dumps([{"Config": "blobs/sha256/config", "Layers": names}]).encode()
    return archive(path, files), digest(config)
