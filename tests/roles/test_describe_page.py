"""docs/describe.md is run as it stands, in a home of its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\| `(backend_image_\w+)` \| `(.+?)` \| `(.+?)` \| (\w+) \|$", re.MULTILINE)


def test_the_page_is_true(root: Path, run: Callable[..., str], tmp_path: Path) -> None:
    page = (root / "docs" / "describe.md").read_text(encoding="utf-8")
    blocks = BLOCK.findall(page)
    assert len(blocks) == 5
    home = {"HOME": str(tmp_path), "ANSIBLE_HOME": str(tmp_path / ".ansible"), "ANSIBLE_CONFIG": "ansible.cfg"}
    said = [run("sh", "-euc", block, **home) for block in blocks]
    rows = ROW.findall(page)
    assert len(rows) == 7
    for variable, value, place, sure in rows:
        words = value.strip("[]")
        assert re.search(rf"{variable} .*{re.escape(words)}.* {re.escape(place)} +{sure}", said[1]), variable
    assert "backend_image_port  " in said[3]
    assert "your variables" in said[3]
    assert "failed=0" in said[4]
