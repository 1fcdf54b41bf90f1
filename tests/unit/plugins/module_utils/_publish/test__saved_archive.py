"""Archives that an engine writes."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._engine import Engine
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._saved_archive import saved_image

from .saved import archive


def test_members_and_links(tmp_path: Path) -> None:
    found = archive(tmp_path / "a.tar", {"one/layer.tar": b"content", "two/layer.tar": "../one/layer.tar", "x": b"{}"})
    assert found.read("two/layer.tar") == b"content"
    assert found.size("two/layer.tar") == 7
    assert found.document("x") == {}
    assert found.document("y") is None
    with pytest.raises(ImageError, match="found no y in what docker image save wrote"):
        found.read("y")


def test_disk_that_is_full(docker: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    docker.answer("image save", 1, "", "write /x: no space left on device\n")
    message = r"^docker image save failed: write /x: no space left on device"
    with pytest.raises(ImageError, match=message), saved_image(Engine(docker.params), "sha256:1", 5):
        pytest.fail("there is nothing to lend")
    assert list(tmp_path.glob("sovd.prod_images-*")) == []
