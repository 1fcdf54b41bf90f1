"""What BuildKit's build checks say."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._checks import read_checks

CASING = {
    "ruleName": "FromAsCasing",
    "description": "The 'as' keyword should match",
    "detail": "'as' and 'FROM' keywords' casing do not match",
    "location": {"ranges": [{"start": {"line": 1}, "end": {"line": 1}}]},
}
# title: (answer, warnings)
ANSWERS: dict[str, tuple[Any, list[str]]] = {
    "none": ({"warnings": None, "sources": []}, []),
    "error": ({"warnings": None, "buildError": {"message": "unknown instruction"}}, []),
    "one": ({"warnings": [CASING]}, ["FromAsCasing: 'as' and 'FROM' keywords' casing do not match (line 1)"]),
    "no place": (
        {"warnings": [{**CASING, "location": None}]},
        ["FromAsCasing: 'as' and 'FROM' keywords' casing do not match"],
    ),
    "no detail": ({"warnings": [{**CASING, "detail": ""}]}, ["FromAsCasing: The 'as' keyword should match (line 1)"]),
    "two": ({"warnings": [{"ruleName": "A"}, {"ruleName": "B", "location": {"ranges": []}}]}, ["A: ", "B: "]),
}


@pytest.mark.parametrize("title", ANSWERS)
def test_warnings(title: str) -> None:
    answer, warnings = ANSWERS[title]
    assert read_checks(json.dumps(answer)) == warnings


@pytest.mark.parametrize("text", ["", "ERROR: failed to solve", "{"])
def test_engine_without_checks(text: str) -> None:
    assert read_checks(text) == []
