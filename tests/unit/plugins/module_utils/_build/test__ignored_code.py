"""What is told of the code that the ignore file leaves out."""

from __future__ import annotations

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._ignored_code import (
    listed_ignored,
    refuse_ignored_whole,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._context import Ignored
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError


def test_nothing() -> None:
    assert listed_ignored([]) == {"count": 0, "patterns": []}


def test_by_pattern_and_the_last_first() -> None:
    ignored = [
        Ignored("app/b.pem", 7, "**/*.pem"),
        Ignored("app/x.pyc", 2, "**/*.pyc"),
        Ignored("app/a.pem", 7, "**/*.pem"),
    ]
    assert listed_ignored(ignored) == {
        "count": 3,
        "patterns": [
            {"pattern": "**/*.pem", "count": 2, "paths": ["app/a.pem", "app/b.pem"]},
            {"pattern": "**/*.pyc", "count": 1, "paths": ["app/x.pyc"]},
        ],
    }


def test_long_lists_are_bounded() -> None:
    ignored = [Ignored(f"{place}/{number:04}", place, f"p{place}") for place in range(60) for number in range(30)]
    told = listed_ignored(ignored)
    assert told["count"] == 1800
    assert [len(each["paths"]) for each in told["patterns"]] == [20] * 5 + [0] * 45
    assert {each["count"] for each in told["patterns"]} == {30}
    assert len(listed_ignored([Ignored("a" * 10000, 1, "b" * 10000)])["patterns"][0]["paths"][0]) < 400


@pytest.mark.parametrize(("wanted", "left_out"), [("app", "app"), ("src/app", "src")])
def test_what_is_left_out_whole_is_refused(wanted: str, left_out: str) -> None:
    with pytest.raises(ImageError) as refused:
        refuse_ignored_whole([Ignored(left_out, 3, "**/a*")], ["other", wanted], "/srv/.dockerignore")
    assert f"found {wanted} left out by the pattern '**/a*' of /srv/.dockerignore" in str(refused.value)
    refuse_ignored_whole([Ignored("app/a", 3, "**/a"), Ignored("apples", 4, "*s")], ["app"], "")
