"""What of the reasons a result lists."""

from __future__ import annotations

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._listed_reasons import (
    ListedReasons,
    ReasonCount,
    list_reasons,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._build._reason import Reason


def files(*paths: str, kind: str = "file") -> tuple[Reason, ...]:
    return tuple(Reason(kind, path, "file 0644 1", "file 0664 1") for path in paths)


def numbered(pattern: str, number: int) -> list[str]:
    return [pattern.format(each) for each in range(number)]


@pytest.mark.parametrize("number", [0, 1, 100])
def test_few_are_listed_as_they_are(number: int) -> None:
    reasons = (*files(*numbered("f{0}", number - 1)), Reason("label", "l", None, "1"))[: number or 0]
    assert list_reasons(reasons) == ListedReasons(reasons)


# title: (paths of more than a hundred files, of which the first hundred are listed, and the counts of the others)
COUNTS: dict[str, tuple[list[str], list[tuple[str, int]]]] = {
    "in the root": (numbered("f{0:03}", 103), [("", 3)]),
    "in one folder": (numbered("a/f{0:03}", 103), [("a", 3)]),
    "deep in one folder": (numbered("a/b/c/f{0:03}", 103), [("a/b/c", 3)]),
    "in the root and folders": (
        [*numbered("a/f{0:03}", 100), "a/g", "a/b/f", "c/d/f", "c/d/g", "z"],
        [("", 1), ("a", 1), ("a/b", 1), ("c/d", 2)],
    ),
    "too many deep folders": (
        [*numbered("a/f{0:03}", 100), *numbered("a/{0}/f", 30), *numbered("b/{0}/f", 2)],
        [("a", 30), ("b", 2)],
    ),
}


@pytest.mark.parametrize(("paths", "counts"), COUNTS.values(), ids=COUNTS.keys())
def test_others_are_counted_by_folder(paths: list[str], counts: list[tuple[str, int]]) -> None:
    listed = list_reasons(files(*paths))
    assert listed.reasons == files(*paths[:100])
    assert listed.counts == tuple(ReasonCount("file", folder, count) for folder, count in counts)
    assert not listed.complete


def test_too_many_folders_are_counted_together() -> None:
    paths = [*numbered("a/f{0:03}", 100), *numbered("big/f{0:02}", 50), *numbered("small-{0:03}/f", 300), "z"]
    listed = list_reasons(files(*paths))
    counts = {count.folder: count.count for count in listed.counts}
    assert (len(counts), counts["big"], sum(counts.values())) == (20, 50, 351)
    assert counts[""] == 351 - 50 - 18


def test_kinds_are_counted_apart_and_files_come_last() -> None:
    entries = (*files(*numbered("a/f{0:02}", 70), kind="build_context"), *files(*numbered("f{0:02}", 70)))
    listed = list_reasons((*entries, Reason("label", "l", None, "1"), Reason("tag", "app:1")))
    assert [reason.kind for reason in listed.reasons[:3]] == ["label", "tag", "build_context"]
    assert listed.counts == (ReasonCount("file", "", 42),)


def test_kinds_without_folders_are_counted() -> None:
    reasons = tuple(Reason("label", f"a/{number}", None, "1") for number in range(130))
    assert list_reasons(reasons).counts == (ReasonCount("label", None, 30),)
    assert list_reasons(reasons).counts[0].to_json() == {"kind": "label", "folder": None, "count": 30}


def test_long_values_are_cut() -> None:
    listed = list_reasons((Reason("build_arg", "A", None, "x" * 1001),))
    assert listed.reasons == (Reason("build_arg", "A", None, "x" * 1000 + "... (1 more characters)"),)
    assert (listed.counts, listed.complete) == ((), False)


def test_long_names_are_whole_and_fewer() -> None:
    listed = list_reasons(files(*(f"{number:04}".rjust(4000, "x") for number in range(20))))
    assert (len(listed.reasons), listed.counts) == (7, (ReasonCount("file", "", 13),))
    assert list_reasons(files("x" * 40_000)).reasons == files("x" * 40_000)
