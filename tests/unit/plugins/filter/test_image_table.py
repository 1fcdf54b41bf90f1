"""The table of build results."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.sovd.prod_images.plugins.filter.image_table import FilterModule

TABLE = FilterModule().filters()["image_table"]
IMAGE = {
    "reference": "registry.example:5000/team/backend:prod",
    "size": 84_300_000,
    "user": {"value": "1001:1001", "name": "appuser", "uid": 1001, "gid": 1001},
    "healthcheck": {"interval": 30.0},
}
OTHER = {
    "reference": "frontend:prod",
    "size": 999,
    "user": {"value": "101", "name": None, "uid": 101, "gid": 0},
    "healthcheck": None,
}
ODD_USER = {"value": "x", "name": None, "uid": None, "gid": None}


def reason(kind: str, name: str, after: str | None = "x") -> dict[str, Any]:
    return {"kind": kind, "name": name, "before": None, "after": after}


def result(image: dict[str, Any] | None, *reasons: dict[str, Any], changed: bool = False) -> dict[str, Any]:
    return {"image": image, "reasons": list(reasons), "changed": changed}


WHY = {
    "nothing changed": [],
    "file app/main.py": [reason("file", "app/main.py")],
    "dockerfile Dockerfile.prod": [reason("dockerfile", "Dockerfile.prod")],
    "no image had the tag": [reason("tag", "app:1", None)],
    "the tag points elsewhere": [reason("tag", "app:1")],
    "no record of the last build": [reason("unrecorded", "app:1")],
    "rebuild is always": [reason("rebuild", "always", None)],
    "file a, file b, file c": [reason("file", name) for name in "abc"],
    "file a, file b, file c, and 2 more": [reason("file", name) for name in "abcde"],
}
NO_RESULTS: list[tuple[Any, str]] = [
    ("text", "found str, expected a list"),
    ({}, "found dict, expected a list"),
    (None, "found NoneType, expected a list"),
    (["text"], "found 'text', expected an image_build result"),
    ([{"msg": "failed"}], "found {'msg': 'failed'}, expected an image_build result"),
]


def test_columns_are_aligned() -> None:
    lines = TABLE([result(IMAGE, reason("file", "a"), changed=True), result(OTHER)])
    assert lines == [
        "IMAGE                               TAG   SIZE     USER            HEALTH CHECK  REBUILT  WHY",
        "registry.example:5000/team/backend  prod  84.3 MB  appuser (1001)  every 30 s    yes      file a",
        "frontend                            prod  999 B    ? (101)         none          no       nothing changed",
    ]


def test_nothing_to_show() -> None:
    assert TABLE([]) == ["IMAGE  TAG  SIZE  USER  HEALTH CHECK  REBUILT  WHY"]


@pytest.mark.parametrize("why", WHY)
def test_why(why: str) -> None:
    assert TABLE([result(OTHER, *WHY[why])])[1].endswith(f"  {why}")


def test_image_that_is_not_there_yet() -> None:
    line = TABLE([result(None, reason("tag", "app:1", None), changed=True)])[1]
    assert line.split("  ")[0] == "(not built yet)"
    assert line.endswith("yes      no image had the tag")


def test_user_that_nobody_has() -> None:
    assert "? (?)" in TABLE([result({**OTHER, "user": ODD_USER})])[1]


def test_half_seconds() -> None:
    assert "every 0.5 s" in TABLE([result({**OTHER, "healthcheck": {"interval": 0.5}})])[1]


@pytest.mark.parametrize(("value", "words"), NO_RESULTS)
def test_no_results(value: Any, words: str) -> None:
    with pytest.raises(AnsibleFilterError) as raised:
        TABLE(value)
    assert words in str(raised.value)
