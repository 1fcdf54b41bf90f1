"""The table of a description."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.sovd.prod_images.plugins.filter.description_table import FilterModule

TABLE = FilterModule().filters()["description_table"]
PROPOSAL = {
    "variable": "backend_image_port",
    "value": 9000,
    "file": "fly.toml",
    "line": 3,
    "sure": "certain",
    "why": "its port",
}
BACKEND = {
    "kind": "backend", "path": "server", "backend": "", "notes": ["a note"],
    "proposals": [PROPOSAL, {**PROPOSAL, "variable": "backend_image_code", "value": ["x" * 100], "line": 0}],
    "environment": [{"name": "KEY", "file": "a.py", "line": 1}],
}  # fmt: skip
PAGE = {"kind": "page", "path": "web", "backend": "server", "notes": [], "proposals": [], "environment": []}


def test_lines() -> None:
    lines = TABLE({"applications": [BACKEND, PAGE], "open": ["a question"], "answered": ["backend_image_tag"]})
    assert [line.split("  ")[0] for line in lines] == [
        "VARIABLE",
        "# backend: server",
        "backend_image_port",
        "backend_image_code",
        "# page: web, asks server",
        "backend_image_tag",
        "NOTE a note",
        "NOTE a.py:1: the backend reads KEY from its environment",
        "OPEN a question",
    ]
    assert lines[2].split() == ["backend_image_port", "9000", "fly.toml:3", "certain", "its", "port"]
    assert "..." in lines[3]
    assert "your variables" in lines[5]


@pytest.mark.parametrize("value", [[], {}, "x"])
def test_no_description(value: Any) -> None:
    with pytest.raises(AnsibleFilterError, match="found no result of application_description"):
        TABLE(value)
