"""Whether to build, and why."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._plan import (
    Plan,
    current_record,
    explain_modes,
    fingerprint,
    make_plan,
    refreshed_stat_data,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._build._reason import Reason
from ansible_collections.sovd.prod_images.plugins.module_utils._build._record import Record
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._facts import ImageFacts

INPUTS = {"file": {"a": "file 0644 1"}, "build_arg": {"X": "1"}, "base_image": {"debian:12": "sha256:d"}}
IMAGE = {field.name: None for field in fields(ImageFacts)}


def record_of(image: str, inputs: Any = None, stat_data: Any = None) -> Record:
    """A record of an image of which only the id is known."""
    wanted = INPUTS if inputs is None else inputs
    return Record("f", wanted, stat_data or {"file": {"a": "1 100"}}, ImageFacts(**{**IMAGE, "id": image}))


RECORD = record_of("sha256:1")


# title: (record, id of the tagged image, rebuild, whether to build, kind and sides of the reasons)
DECISIONS: dict[str, tuple[Record | None, str | None, str, list[Reason]]] = {
    "as recorded": (RECORD, "sha256:1", "when_changed", []),
    "tag removed": (RECORD, None, "when_changed", [Reason("tag", "app:1", "sha256:1", None)]),
    "tag elsewhere": (RECORD, "sha256:2", "when_changed", [Reason("tag", "app:1", "sha256:1", "sha256:2")]),
    "no record": (None, "sha256:1", "when_changed", [Reason("unrecorded", "app:1", None, "sha256:1")]),
    "nothing at all": (None, None, "when_changed", [Reason("tag", "app:1", None, None)]),
    "always": (RECORD, "sha256:1", "always", [Reason("rebuild", "always", None, None)]),
    "never": (record_of("sha256:1", {}), "sha256:2", "never", []),
    "never without record": (None, "sha256:2", "never", []),
    "never without image": (RECORD, None, "never", [Reason("tag", "app:1", "sha256:1", None)]),
}
# title: (changed inputs, reasons)
CHANGES: dict[str, tuple[dict[str, dict[str, str]], list[Reason]]] = {
    "value": ({"build_arg": {"X": "2"}}, [Reason("build_arg", "X", "1", "2")]),
    "new name": ({"build_arg": {"X": "1", "Y": "2"}}, [Reason("build_arg", "Y", None, "2")]),
    "name that is gone": ({"build_arg": {}}, [Reason("build_arg", "X", "1", None)]),
    "new kind": ({"label": {"l": "1"}}, [Reason("label", "l", None, "1")]),
    "new kind without names": ({"label": {}}, []),
    "empty is not missing": ({"label": {"l": ""}}, [Reason("label", "l", None, "")]),
    "renamed file": (
        {"file": {"b": "file 0644 1"}},
        [Reason("file", "a", "file 0644 1", None), Reason("file", "b", None, "file 0644 1")],
    ),
    "moved base": (
        {"base_image": {"debian:12": "sha256:e"}},
        [Reason("base_image", "debian:12", "sha256:d", "sha256:e")],
    ),
}


COMING, LAST = record_of("sha256:2"), record_of("sha256:1")
# title: (records, id of the tagged image, the record that counts)
CURRENT: dict[str, tuple[list[Record], str | None, Record | None]] = {
    "none": ([], "sha256:1", None),
    "killed before the tag moved": ([COMING, LAST], "sha256:1", LAST),
    "killed after the tag moved": ([COMING, LAST], "sha256:2", COMING),
    "both of the same image": ([COMING, record_of("sha256:2", {})], "sha256:2", COMING),
    "tag elsewhere": ([COMING, LAST], "sha256:3", COMING),
    "tag removed": ([LAST], None, LAST),
}


@pytest.mark.parametrize(("records", "tagged", "current"), CURRENT.values(), ids=CURRENT.keys())
def test_record_that_counts(records: list[Record], tagged: str | None, current: Record | None) -> None:
    assert current_record(records, tagged) is current


@pytest.mark.parametrize(("record", "tagged", "rebuild", "reasons"), DECISIONS.values(), ids=DECISIONS.keys())
def test_decision(record: Record | None, tagged: str | None, rebuild: str, reasons: list[Reason]) -> None:
    assert make_plan("app:1", INPUTS, record, tagged, rebuild) == Plan(bool(reasons), tuple(reasons))


@pytest.mark.parametrize(("change", "reasons"), CHANGES.values(), ids=CHANGES.keys())
def test_change(change: dict[str, dict[str, str]], reasons: list[Reason]) -> None:
    wanted = {**INPUTS, **change}
    assert make_plan("app:1", wanted, RECORD, "sha256:1", "when_changed") == Plan(bool(reasons), tuple(reasons))
    same = {kind: names for kind, names in wanted.items() if names} == INPUTS
    assert same == (not reasons)


def test_dockerfile_is_named_by_its_digests() -> None:
    record = record_of("sha256:1", {"dockerfile": {"Dockerfile": "FROM a\n"}})
    plan = make_plan("app:1", {"dockerfile": {"Dockerfile": "FROM b\n"}}, record, "sha256:1", "when_changed")
    (found,) = plan.reasons
    assert (found.kind, found.name) == ("dockerfile", "Dockerfile")
    assert {len(found.before or ""), len(found.after or "")} == {64}
    assert found.before != found.after


# title: (kind, before, after, whether nothing but the permission bits differs)
MODES = {
    "file": ("file", "file 0644 1", "file 0664 1", True),
    "folder": ("build_context", "folder 0755", "folder 0775", True),
    "content too": ("file", "file 0644 1", "file 0664 2", False),
    "content": ("file", "file 0644 1", "file 0644 2", False),
    "attribute too": ("file", "file 0644 1", "file 0664 1 user.a=1", False),
    "type": ("file", "file 0644 1", "folder 0755", False),
    "new": ("file", None, "file 0644 1", False),
    "link": ("file", "link a", "link b", False),
    "argument": ("build_arg", "file 0644 1", "file 0664 1", False),
}


@pytest.mark.parametrize(("kind", "before", "after", "explained"), MODES.values(), ids=MODES.keys())
def test_modes_are_explained(kind: str, before: str | None, after: str, explained: bool) -> None:
    reasons = (Reason(kind, "a b", before, after), Reason("file", "c", "file 0600 1", "file 0600 2"))
    sentences = explain_modes(reasons)
    assert bool(sentences) == explained
    assert all(text.startswith("1 of 2 changed entries differ in nothing but") for text in sentences)
    wanted = f"such as a b with {after.split()[1]} instead of {(before or '- -').split()[1]};"
    assert all(wanted in text for text in sentences)


FINGERPRINTS = [
    {"file": {"a": "bc"}},
    {"file": {"ab": "c"}},
    {"file": {"a": "b", "c": ""}},
    {"file": {"a": "b"}, "c": {}},
    {"build_arg": {"a": "bc"}},
    {"file": {"a": "bc\udcff"}},
    {},
]


def test_fingerprints_differ() -> None:
    assert len({fingerprint(inputs) for inputs in FINGERPRINTS}) == len(FINGERPRINTS)


def test_fingerprint_knows_no_order() -> None:
    assert fingerprint({"a": {"x": "1", "y": "2"}, "b": {}}) == fingerprint({"b": {}, "a": {"y": "2", "x": "1"}})


# title: (recorded stat_data, stat_data now, stat_data to record)
REFRESHED = {
    "proof where there was none": ("1 100", "1 100 7 8 9", "1 100 7 8 9"),
    "another proof": ("1 100 6 8 9", "1 100 7 8 9", "1 100 7 8 9"),
    "nothing new": ("1 100 7 8 9", "1 100 7 8 9", None),
    "too young again": ("1 100", "1 100", None),
    "touched since the build": ("1 100", "1 101 7 8 9", None),
}


@pytest.mark.parametrize("kind", ["file", "build_context"])
@pytest.mark.parametrize(("recorded", "current", "refreshed"), REFRESHED.values(), ids=REFRESHED.keys())
def test_refreshed_stat_data(recorded: str, current: str, refreshed: str | None, kind: str) -> None:
    nothing: dict[str, dict[str, str]] = {"file": {}, "build_context": {}}
    record = record_of("sha256:1", INPUTS, {**nothing, kind: {"a": recorded, "b": "2 200"}})
    stat_data = {**nothing, kind: {"a": current, "b": "2 200"}}
    wanted = None if refreshed is None else {**nothing, kind: {"a": refreshed, "b": "2 200"}}
    assert refreshed_stat_data(record, record.inputs, stat_data) == wanted
    assert refreshed_stat_data(None, record.inputs, stat_data) is None
    assert refreshed_stat_data(record, {"file": {"a": "other"}}, stat_data) is None
