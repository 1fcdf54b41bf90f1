"""The filter that writes a value as a word of a Dockerfile."""

from __future__ import annotations

from datetime import date

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.sovd.prod_images.plugins.filter.dockerfile_word import FilterModule, dockerfile_word


@pytest.mark.parametrize(("value", "word"), [("Zürich", '"Zürich"'), (True, "true"), (8000, "8000"), ("", '""')])
def test_values_become_words(value: object, word: str) -> None:
    assert dockerfile_word(value) == word


@pytest.mark.parametrize("value", [None, 1.5, ["x"], {"a": 1}, date(2026, 1, 1)])
def test_what_is_no_value(value: object) -> None:
    with pytest.raises(AnsibleFilterError, match="expected a text, a whole number or a boolean"):
        dockerfile_word(value)


@pytest.mark.parametrize("text", ["a\nb", "a\0b", "\ud83d", "x" * 65001])
def test_what_no_dockerfile_can_hold(text: str) -> None:
    with pytest.raises(AnsibleFilterError, match="expected one that a Dockerfile can hold"):
        dockerfile_word(text)


def test_filter_is_known_by_its_name() -> None:
    assert FilterModule().filters() == {"dockerfile_word": dockerfile_word}
