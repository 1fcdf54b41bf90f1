"""Which files say what is in an image, as its last layer left them."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._package_files import (
    is_wanted,
    read_package_files,
)
from ansible_collections.sovd.prod_images.tests.unit.plugins.module_utils.packed_files import pack

from .saved import archive

WANTED = (
    "/var/lib/dpkg/status",
    "/var/lib/dpkg/status.d/libc6",
    "/lib/apk/db/installed",
    "/usr/lib/apk/db/installed",
    "/etc/os-release",
    "/opt/venv/lib/python3.11/site-packages/a-1.dist-info/METADATA",
    "/usr/lib/python3/dist-packages/a-1.egg-info",
    "/usr/lib/python3/dist-packages/a-1.egg-info/PKG-INFO",
    "/app/node_modules/react/package.json",
    "/app/node_modules/@mui/material/package.json",
    "/usr/local/share/sbom/page.cdx.json",
)
UNWANTED = (
    "/var/lib/dpkg/status-old",
    "/var/lib/dpkg/status.d/libc6.md5sums",
    "/app/package.json",
    "/app/node_modules/react/cjs/package.json",
    "/app/METADATA",
    "/srv/usr/local/share/sbom/page.cdx.json.gz",
)
STATUS, OTHER = "/var/lib/dpkg/status", "/opt/a-1.dist-info/METADATA"


@pytest.mark.parametrize(("path", "wanted"), [*((p, True) for p in WANTED), *((p, False) for p in UNWANTED)])
def test_files_that_are_wanted(path: str, wanted: bool) -> None:
    assert is_wanted(path) == wanted


def read(folder: Path, *layers: bytes) -> dict[str, str]:
    names = [str(number) for number in range(len(layers))]
    found: dict[str, str] = read_package_files(archive(folder / "a.tar", dict(zip(names, layers, strict=True))), names)
    return found


# title: what the second layer holds, what is left of what the first one had
LAYERS: dict[str, tuple[dict[str, bytes | str], dict[str, str]]] = {
    "nothing": ({}, {STATUS: "first", OTHER: "x"}),
    "another text": ({STATUS[1:]: b"second"}, {STATUS: "second", OTHER: "x"}),
    "removed": ({"var/lib/dpkg/.wh.status": b""}, {OTHER: "x"}),
    "folder removed": ({"var/lib/.wh.dpkg": b""}, {OTHER: "x"}),
    "emptied": ({"var/lib/dpkg/.wh..wh..opq": b""}, {OTHER: "x"}),
    "emptied and written": ({"var/lib/dpkg/.wh..wh..opq": b"", STATUS[1:]: b"second"}, {STATUS: "second", OTHER: "x"}),
    "a link in the place of the folder": ({"opt": "/srv"}, {STATUS: "first"}),
    "with a dot": ({"./var/lib/dpkg/status": b"second"}, {STATUS: "second", OTHER: "x"}),
}


@pytest.mark.parametrize(("second", "left"), LAYERS.values(), ids=LAYERS.keys())
def test_layers(second: dict[str, bytes | str], left: dict[str, str], tmp_path: Path) -> None:
    first = pack({STATUS[1:]: b"first", OTHER[1:]: b"x"})
    assert read(tmp_path, first, gzip.compress(pack(second))) == left


def test_layer_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match="found the layer 0 packed in a way that Python on the target cannot read"):
        read(tmp_path, b"\x28\xb5\x2f\xfd" + b"zstd" * 300)
