"""YAML without its aliases."""

from __future__ import annotations

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._describe import _yaml_nodes
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._yaml_nodes import (
    get,
    items,
    line,
    pairs,
    read_nodes,
    texts,
)


def test_nodes_and_lines() -> None:
    found = read_nodes("services:\n  web:\n    command: [a, b]\n    image: x\n", "compose.yaml")
    command = get(found, "services", "web", "command")
    assert texts(command) == ["a", "b"]
    assert line(command) == 3
    assert [texts(one) for one in items(command)] == [["a"], ["b"]]
    assert items(found) == []
    assert [key for key, _node in pairs(get(found, "services"))] == ["web"]
    assert get(found, "none", "more") is None
    assert texts(None) == []
    assert read_nodes("", "x") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [", "found no YAML"),
        ("[" * 100_000, "found no YAML .nested more than 100 deep."),
        ("a: [" * 101 + "]" * 101, "found no YAML .nested more than 100 deep."),
        ("[" * 100 + "]" * 99, "found no YAML .while parsing a flow sequence."),
        ("a: &a x\nb: [" + "*a, " * 300 + "]", "found 300 aliases, expected at most 200"),
    ],
)
def test_what_is_refused(text: str, said: str) -> None:
    with pytest.raises(ImageError, match="compose.yaml: " + said):
        read_nodes(text, "compose.yaml")


def test_no_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_yaml_nodes, "HAS_YAML", False)
    with pytest.raises(ImageError, match="found no reader of YAML on the target; install python3-yaml"):
        read_nodes("a: 1", "compose.yaml")
