"""The files about what was built last."""

from __future__ import annotations

import json
import multiprocessing
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._reason import Reason
from ansible_collections.sovd.prod_images.plugins.module_utils._build._record import Record
from ansible_collections.sovd.prod_images.plugins.module_utils._build._state import (
    Head,
    State,
    candidate_of,
    log_path,
    read_head,
    unlocked,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._facts import ImageFacts

IMAGE: dict[str, Any] = {
    **dict.fromkeys((field.name for field in fields(ImageFacts)), ""),
    "id": "sha256:1",
    "layers": [{"size": 1, "created_by": "RUN a"}],
    "user": {"value": "", "name": "root", "uid": 0, "gid": 0},
    "healthcheck": None,
}
RECORD: dict[str, Any] = {
    "fingerprint": "f",
    "inputs": {"build_arg": {"a": "1", "b\udcff": "é"}},
    "entries": {},
    "image": IMAGE,
    "earlier": ["sha256:0"],
}
OTHER = {**RECORD, "image": {**IMAGE, "id": "sha256:2"}}
HEAD = {"version": 6, "engine": "default", "images": ["sha256:1", "sha256:2"]}


def written(records: Any, head: Any = None, **changes: Any) -> bytes:
    """Return a file with that first line, or the right one with changes, and those records."""
    return f"{json.dumps({**HEAD, **changes} if head is None else head)}\n{json.dumps(records)}".encode()


def spoil(**changes: Any) -> bytes:
    """Return a file whose second record has other values."""
    return written([RECORD, {**OTHER, **changes}])


# Each of these counts as no record.
DAMAGED = {
    "empty": b"",
    "cut off": written([RECORD, OTHER])[:-20],
    "cut off behind its head": json.dumps(HEAD).encode(),
    "no text": b"\xff\xfe",
    "a list": written([RECORD], []),
    "null": b"null\n[]",
    "other version": written([RECORD], version=5),
    "no version": written([RECORD], {}),
    "no records": written(None),
    "records that are no list": written(RECORD),
    "a record that is a text": written(["x"]),
    **{f"no {key}": spoil(**{key: None}) for key in RECORD},
    **{f"{key} is a number": spoil(**{key: 1}) for key in RECORD},
    "inputs of a kind are a list": spoil(inputs={"file": []}),
    "entries of a kind are a list": spoil(entries={"file": []}),
    "inputs are a list": spoil(inputs=[]),
    "a fact is missing": spoil(image={"id": "sha256:2"}),
    "a fact is unknown": spoil(image={**IMAGE, "more": 1}),
}


def make_state(folder: Path, reference: str = "registry:5000/app:1", engine: str = "default") -> State:
    return State(str(folder), reference, engine)


def write(state: State) -> None:
    with state.building(1):
        state.write(Record.of(RECORD), Record.of(OTHER))


def test_nothing_is_made_before_a_build(tmp_path: Path) -> None:
    assert make_state(tmp_path / "state").read() == []
    assert not (tmp_path / "state").exists()


def test_record_comes_back(tmp_path: Path) -> None:
    write(make_state(tmp_path))
    assert make_state(tmp_path).read() == [Record.of(RECORD), Record.of(OTHER)]


def test_head_tells_of_which_images_the_records_are(tmp_path: Path) -> None:
    state = make_state(tmp_path, engine="tcp://host")
    assert read_head(state.record_file) is None
    write(state)
    assert read_head(state.record_file) == Head("tcp://host", ["sha256:1", "sha256:2"])
    Path(state.record_file).write_bytes(written([RECORD], version=5))
    assert read_head(state.record_file) is None


def test_record_of_a_build_that_runs_is_locked(tmp_path: Path) -> None:
    state = make_state(tmp_path)
    with state.building(1), unlocked(state.record_file) as free:
        assert not free
    with unlocked(state.record_file) as free:
        assert free


def test_record_is_closed_to_others(tmp_path: Path) -> None:
    state = make_state(tmp_path / "new")
    write(state)
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    assert Path(state.record_file).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED.keys())
def test_damaged_record(content: bytes, tmp_path: Path) -> None:
    state = make_state(tmp_path)
    Path(state.record_file).write_bytes(content)
    assert state.read() == []
    write(state)
    assert state.read() == [Record.of(RECORD), Record.of(OTHER)]


def test_reasons_are_kept_in_private_and_removed(tmp_path: Path) -> None:
    state = make_state(tmp_path / "state")
    with state.building(1):
        state.keep_reasons(())
        assert not Path(state.reasons_file).exists()
        state.keep_reasons((Reason("file", "a\nb", None, "1"), Reason("tag", "app:1")))
    lines = Path(state.reasons_file).read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["name"] for line in lines] == ["a\nb", "app:1"]
    assert Path(state.reasons_file).stat().st_mode & 0o777 == 0o600
    assert Path(state.reasons_file).suffix != Path(state.record_file).suffix
    with state.building(1):
        state.keep_reasons(())
    assert not Path(state.reasons_file).exists()


def test_record_that_is_a_folder(tmp_path: Path) -> None:
    state = make_state(tmp_path)
    Path(state.record_file).mkdir()
    assert state.read() == []


def test_interrupted_write_leaves_the_record(tmp_path: Path) -> None:
    state = make_state(tmp_path)
    write(state)
    with pytest.raises(TypeError), state.building(1):
        state.write(replace(Record.of(RECORD), inputs={"file": {"a": object()}}))
    assert state.read() == [Record.of(RECORD), Record.of(OTHER)]
    assert [path.suffix for path in tmp_path.iterdir() if path.is_dir()] == []


def test_files_are_told_apart(tmp_path: Path) -> None:
    states = [
        make_state(tmp_path, *names) for names in (("a/b:1", "e"), ("a_b:1", "e"), ("a/b:2", "e"), ("a/b:1", "f"))
    ]
    assert len({state.record_file for state in states}) == 4
    assert all(Path(state.record_file).parent == tmp_path for state in states)


def test_names_on_the_engine_are_of_one_run(tmp_path: Path) -> None:
    runs = [make_state(tmp_path) for _number in range(2)]
    assert len({state.candidate for state in runs}) == 2
    assert [state.candidate for state in runs] == [candidate_of(state.run) for state in runs]


def test_killed_runs_are_known_until_what_they_left_is_removed(tmp_path: Path) -> None:
    first, second, third, fourth, last = (make_state(tmp_path) for _number in range(5))
    for state in (first, second):
        with pytest.raises(KeyboardInterrupt), state.building(1):
            raise KeyboardInterrupt
    assert second.killed_runs == [first.run]
    with pytest.raises(OSError, match="gone"), third.building(1):
        raise OSError("gone")
    with fourth.building(1):
        assert fourth.killed_runs == [first.run, second.run, third.run]
        fourth.killed_runs = []
    assert not last.is_building()
    with last.building(1):
        assert last.killed_runs == []


def test_log_file_is_known_without_an_engine(tmp_path: Path) -> None:
    assert make_state(tmp_path, "app:1").log_file == log_path(str(tmp_path), "app:1")


def test_work_folder_is_empty_and_then_gone(tmp_path: Path) -> None:
    state = make_state(tmp_path)
    assert not state.is_building()
    with state.building(1) as folder:
        assert state.is_building()
        left = Path(folder) / "left"
    left.parent.mkdir()  # as a killed run leaves it
    left.touch()
    with state.building(1) as again:
        assert again == folder
        assert list(Path(again).iterdir()) == []
    assert not Path(folder).exists()


def test_work_folder_tells_of_an_interrupt(tmp_path: Path) -> None:
    state = make_state(tmp_path)
    with pytest.raises(ImageError), state.building(1):
        raise ImageError("failed")
    assert not state.is_building()
    with pytest.raises(KeyboardInterrupt), state.building(1):
        raise KeyboardInterrupt
    assert state.is_building()


def hold(folder: Path, held: Any, release: Any) -> None:
    with make_state(folder).building(1):
        held.set()
        release.wait(10)


def test_second_build_waits_for_the_first(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    held, release = context.Event(), context.Event()
    other = context.Process(target=hold, args=(tmp_path, held, release))
    other.start()
    try:
        assert held.wait(10)
        with (
            pytest.raises(ImageError, match=r"^timeout: found another build of registry:5000/app:1"),
            make_state(tmp_path).building(0),
        ):
            pass
    finally:
        release.set()
        other.join(10)
    write(make_state(tmp_path))
    assert make_state(tmp_path).read() == [Record.of(RECORD), Record.of(OTHER)]
