"""What one process has made is removed, whatever state it was left in."""

from __future__ import annotations

from tests.rig.cleanup import RECORDS, remove_images_and_records, unique


def test_records_and_what_a_build_left_are_removed() -> None:
    name = unique("records")
    unfinished, record, other = (
        RECORDS / f"{name}-1.build",
        RECORDS / f"{name}-1.json",
        RECORDS / f"{unique('other')}.json",
    )
    unfinished.mkdir(parents=True)
    for file in (unfinished / "log", record, other):
        file.write_text("{}", encoding="utf-8")
    try:
        remove_images_and_records(name)
        assert [place for place in (unfinished, record, other) if place.exists()] == [other]
    finally:
        other.unlink(missing_ok=True)
