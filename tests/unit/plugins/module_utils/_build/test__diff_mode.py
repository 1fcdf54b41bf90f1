"""What differs, as the texts of diff mode."""

from __future__ import annotations

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._diff_mode import (
    describe_difference,
    shorten_difference,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._build._listed_reasons import (
    ListedReasons,
    ReasonCount,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._build._reason import Reason

INPUTS = {"file": {"a": "file 0644 1"}}


def listed(*reasons: Reason) -> ListedReasons:
    return ListedReasons(reasons)


def test_difference_names_what_differs() -> None:
    reasons = listed(
        Reason("base_image", "debian:12", "sha256:d", None),
        Reason("file", "a", "file 0644 1", "file 0755 1"),
        Reason("label", "l", None, "1"),
    )
    assert describe_difference(INPUTS, {}, reasons) == {
        "before_header": "recorded",
        "after_header": "wanted",
        "before": "base_image debian:12: sha256:d\nfile a: file 0644 1\n",
        "after": "file a: file 0755 1\nlabel l: 1\n",
    }


# title: (recorded inputs, what is shown of the Dockerfile before)
RECORDED: dict[str, tuple[dict[str, dict[str, str]] | None, str]] = {
    "recorded": ({"dockerfile": {"D": "FROM a\n"}}, "dockerfile D: FROM a\n"),
    "none of the name": ({"dockerfile": {"E": "FROM a\n"}}, ""),
    "no record": (None, ""),
}


@pytest.mark.parametrize(("before", "shown"), RECORDED.values(), ids=RECORDED.keys())
def test_difference_of_dockerfiles_is_their_text(before: dict[str, dict[str, str]] | None, shown: str) -> None:
    reasons = listed(Reason("dockerfile", "D", "sha", "sha"))
    texts = describe_difference(before, {"dockerfile": {"D": "FROM b\n"}}, reasons)
    assert (texts["before"], texts["after"]) == (shown, "dockerfile D: FROM b\n")


def test_difference_of_long_dockerfiles_is_short() -> None:
    lines = "RUN a\n" * 10_000
    before, after = ({"dockerfile": {"D": f"{lines}RUN {word}\n{lines}"}} for word in ("old", "new"))
    texts = describe_difference(before, after, listed(Reason("dockerfile", "D", "sha", "sha")))
    assert texts["before"] == (
        "dockerfile D: ... (9997 equal lines)\n"
        + "RUN a\n" * 3
        + "RUN old\n"
        + "RUN a\n" * 3
        + "... (9997 equal lines)\n"
    )
    assert texts["after"] == texts["before"].replace("old", "new")


def test_no_difference_without_reasons() -> None:
    texts = describe_difference(INPUTS, INPUTS, listed())
    assert (texts["before"], texts["after"]) == ("", "")


@pytest.mark.parametrize("tagged", [None, "sha256:2"])
def test_difference_of_a_tag_is_its_reason(tagged: str | None) -> None:
    texts = describe_difference(None, INPUTS, listed(Reason("tag", "app:1", "sha256:1", tagged)))
    assert (texts["before"], texts["after"]) == (
        "tag app:1: sha256:1\n",
        f"tag app:1: {tagged}\n" if tagged else "",
    )


def test_what_is_not_listed_is_counted() -> None:
    counts = (ReasonCount("file", "a/b", 3), ReasonCount("file", "", 2), ReasonCount("label", None, 1))
    texts = describe_difference(None, {}, ListedReasons((), counts, complete=False))
    assert texts["after"] == "file in a/b: 3 more\nfile: 2 more\nlabel: 1 more\n"


def test_difference_of_a_long_file_is_short() -> None:
    difference = {"before_header": "/f", "after_header": "/f", "before": "x" * 20_000, "after": ""}
    shown = shorten_difference(difference)
    assert shown == {**difference, "before": "x" * 10_000 + "... (10000 more characters)\n"}
    assert shorten_difference({**difference, "before": "x"}) == {**difference, "before": "x"}
