"""A file of a folder as BuildKit reads it. BuildKit itself is asked in tests/module/test_links.py."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._rooted_file import (
    RootedFile,
    bytes_of,
    read_rooted,
    text_of,
)

# title: (links by name, what is read of the link "f", where it leads to without BuildKit)
LINKS: dict[str, tuple[dict[str, str], str | None, str | None]] = {
    "inside": ({"f": "here"}, "here", None),
    "a chain": ({"f": "l", "l": "./here"}, "here", None),
    "in a folder": ({"f": "d/there"}, "d/there", None),
    "by a linked folder": ({"f": "l/there", "l": "d"}, "d/there", None),
    "up and down inside": ({"f": "d/../here"}, "here", None),
    "outside": ({"f": "../outside"}, None, "outside"),
    "outside by its whole path": ({"f": "{0}/outside"}, None, "outside"),
    "inside by its whole path": ({"f": "{0}/root/here"}, None, "root/here"),
    "inside, from a root of its own": ({"f": "/here"}, "here", None),
    "above the root": ({"f": "../../here"}, "here", None),
    "outside, and a file of that name inside": ({"f": "../both"}, "both", "both"),
    "by a linked folder outside": ({"f": "l/outside", "l": ".."}, None, "outside"),
    "nowhere": ({"f": "none"}, None, "root/none"),
    "a circle": ({"f": "f"}, None, "root/f"),
    "a folder": ({"f": "d"}, None, None),
}


@pytest.mark.parametrize(("links", "text", "elsewhere"), LINKS.values(), ids=LINKS.keys())
def test_link(links: dict[str, str], text: str | None, elsewhere: str | None, tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "d").mkdir(parents=True)
    for name in ("here", "d/there", "both"):
        (root / name).write_text(name)
    for name in ("outside", "both"):
        (tmp_path / name).write_text(f"{name} of the outside")
    for name, target in links.items():
        (root / name).symlink_to(target.format(tmp_path))
    found = read_rooted(str(root), "f")
    assert found.content == (None if text is None else text.encode())
    assert found.elsewhere == (None if elsewhere is None else f"{tmp_path}/{elsewhere}")


def test_root_that_is_a_link(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "f").write_bytes(b"\xe9")
    (tmp_path / "link").symlink_to("root")
    assert read_rooted(f"{tmp_path}/link", "f") == RootedFile(b"\xe9", None)


def test_no_file(tmp_path: Path) -> None:
    assert read_rooted(str(tmp_path), "f") == RootedFile(None, None)


def test_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "f")
    with pytest.raises(ImageError, match=f"^{tmp_path}/f: found a pipe or a device"):
        read_rooted(str(tmp_path), "f")


def test_bytes_survive() -> None:
    assert bytes_of(text_of(b"\xef\xbb\xbf\xe9\r\n")) == b"\xef\xbb\xbf\xe9\r\n"
