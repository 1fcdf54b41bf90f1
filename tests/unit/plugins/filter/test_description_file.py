"""The file of variables of a description."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from ansible.errors import AnsibleFilterError
from ansible_collections.sovd.prod_images.plugins.filter.description_file import FilterModule


class AsAnsible(yaml.SafeLoader):
    """Knows the tag of texts that are no templates."""


AsAnsible.add_constructor("!unsafe", lambda _loader, node: str(node.value))
FILE = FilterModule().filters()["description_file"]
VALUES = {
    "backend_image_source": "/srv/shop",
    "backend_image_code": ["a: b", "#c", "{{ x }}"],
    "backend_image_env": {"A": "no"},
}
PROPOSAL = {
    "variable": "backend_image_code",
    "value": [],
    "file": "a\nevil: true\n.py",
    "line": 3,
    "sure": "likely",
    "why": "w",
}
QUESTION = {"variable": "backend_image_server", "asks": "which", "candidates": ["gunicorn", "granian"]}


def test_what_is_written_is_read_again() -> None:
    text = FILE({"variables": VALUES, "applications": [{"proposals": [PROPOSAL], "questions": [QUESTION]}]})
    assert AsAnsible(text).get_single_data() == VALUES
    assert "!unsafe '{{ x }}'" in text, "or Ansible would take it for a template"
    assert "# a?evil: true?.py:3, likely: w\nbackend_image_code:" in text
    assert "# To fill in: which; candidates: gunicorn, granian\n# backend_image_server:" in text


@pytest.mark.parametrize("value", [{}, None, {"variables": {}, "open": ["found several backends: a, b"]}])
def test_nothing_to_write(value: Any) -> None:
    with pytest.raises(AnsibleFilterError, match="found nothing for one build"):
        FILE(value)
