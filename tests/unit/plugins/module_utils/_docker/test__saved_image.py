"""Sizes of layers in archives as `docker image save` writes them on the containerd store."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._saved_image import read_layers

HISTORY: list[dict[str, Any]] = [
    {"created_by": "ADD rootfs.tar /"},
    {"created_by": "ENV A=1", "empty_layer": True},
    {"created_by": "RUN true"},
    {"empty_layer": True},
]
DIFF_IDS = ["sha256:one", "sha256:two"]


def tar(**files: bytes) -> bytes:
    """A tar of files; one whose content begins with `->` is a symbolic link, one with `=` a hard link."""
    kinds = {b"->": tarfile.SYMTYPE, b"=": tarfile.LNKTYPE}
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as opened:
        folder = tarfile.TarInfo("folder")
        folder.type = tarfile.DIRTYPE
        opened.addfile(folder)
        for name, content in files.items():
            member = tarfile.TarInfo(name.replace("__", "/"))
            for begin, kind in kinds.items():
                if content.startswith(begin):
                    member.type, member.linkname = kind, content[len(begin) :].decode()
            member.size = len(content) if member.isreg() else 0
            opened.addfile(member, io.BytesIO(content))
    return made.getvalue()


FIRST = tar(a=b"x" * 5000, link=b"->folder/where", same=b"=a", empty=b"")
SECOND = tar(b=b"y" * 70)
NO_MEMBERS = bytes(10240)


def archive(first: bytes, second: bytes, history: list[dict[str, Any]], diff_ids: list[str]) -> io.BytesIO:
    """The archive of an image of two layers, beside one of another platform."""
    config = {"history": history, "rootfs": {"type": "layers", "diff_ids": diff_ids}}
    other = {"history": [{}], "rootfs": {"diff_ids": ["sha256:other"]}}
    manifest = [
        {"Config": "blobs/other", "RepoTags": None, "Layers": ["blobs/1"]},
        {"Config": "blobs/config", "RepoTags": None, "Layers": ["blobs/1", "blobs/2"]},
    ]
    blobs = {"blobs__config": json.dumps(config).encode(), "blobs__other": json.dumps(other).encode()}
    return io.BytesIO(tar(blobs__1=first, blobs__2=second, **blobs, **{"manifest.json": json.dumps(manifest).encode()}))


PACKED = {
    "plain": (FIRST, SECOND, [70, 5000]),
    "gzip": (gzip.compress(FIRST), gzip.compress(SECOND), [70, 5000]),
    "a layer without files": (FIRST, NO_MEMBERS, [0, 5000]),
    "layers that begin like documents": (tar(**{"[id].tsx": b"x" * 5000}), tar(**{"{": b"y" * 70}), [70, 5000]),
}


@pytest.mark.parametrize("title", PACKED)
def test_layers(title: str) -> None:
    first, second, (new, old) = PACKED[title]
    assert read_layers(archive(first, second, HISTORY, DIFF_IDS), DIFF_IDS) == [
        {"Size": 0, "CreatedBy": ""},
        {"Size": new, "CreatedBy": "RUN true"},
        {"Size": 0, "CreatedBy": "ENV A=1"},
        {"Size": old, "CreatedBy": "ADD rootfs.tar /"},
    ]


UNKNOWN: dict[str, tuple[bytes, list[dict[str, Any]], list[str]]] = {
    "zstd": (b"\x28\xb5\x2f\xfd" + bytes(600), HISTORY, DIFF_IDS),
    "no history": (SECOND, [], DIFF_IDS),
    "another image": (SECOND, HISTORY, ["sha256:one", "sha256:three"]),
}


@pytest.mark.parametrize("title", UNKNOWN)
def test_what_cannot_be_counted(title: str) -> None:
    second, history, diff_ids = UNKNOWN[title]
    assert read_layers(archive(FIRST, second, history, diff_ids), DIFF_IDS) is None


def test_archive_that_ends_early() -> None:
    with pytest.raises(tarfile.ReadError):
        read_layers(io.BytesIO(archive(FIRST, SECOND, HISTORY, DIFF_IDS).getvalue()[:3000]), DIFF_IDS)
