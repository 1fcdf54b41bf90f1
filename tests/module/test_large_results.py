"""Results that stay readable: many reasons are counted, long texts cut, and a file has the whole."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

FOLDERS, FILES = 15, 100  # files per folder
LARGEST = 100_000  # characters of a result


@pytest.fixture(scope="module")
def results(
    image: str, play: Callable[..., list[dict[str, Any]]], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """What a play says before, with and after other permission bits of 1,500 files and a Dockerfile that is long."""
    folder = tmp_path_factory.mktemp("large")
    for number in range(FOLDERS):
        inner = folder / "source" / "modules" / f"package-{number:02}"
        inner.mkdir(parents=True)
        for name in range(FILES):
            (inner / f"{name:03}.js").write_text(f"{number} {name}")
    comments = "# a line that says nothing\n" * 4000
    (folder / "source" / "Dockerfile").write_text(f"{comments}FROM scratch\nCOPY modules /modules\n")
    options = {"name": image, "context": f"{folder}/source", "state_dir": f"{folder}/state"}
    task = {"sovd.prod_images.image_build": options, "diff": True}
    change = f"chmod -R go-rwx {folder}/source && echo LABEL new=1 >> {folder}/source/Dockerfile"
    list_state = {"ansible.builtin.shell": f"ls {folder}/state; cat {folder}/state/*.reasons.jsonl || true"}
    one_more = {"ansible.builtin.command": f"touch {folder}/source/modules/one"}
    names = (
        "first",
        "change",
        "predicted",
        "state before",
        "done",
        "state",
        "same",
        "one more",
        "last",
        "state in the end",
    )
    done = play(
        *(task, {"ansible.builtin.shell": change}, {**task, "check_mode": True}, list_state, task, list_state),
        *({**task, "check_mode": True}, one_more, task, list_state),
    )
    return {**dict(zip(names, done, strict=True)), "folder": folder}


@pytest.mark.parametrize("title", ["predicted", "done"])
def test_many_reasons_are_counted(title: str, results: dict[str, Any]) -> None:
    result = results[title]
    assert len(json.dumps(result)) < LARGEST
    assert (result["changed"], len(result["reasons"]), result["reasons"][0]["kind"]) == (True, 100, "dockerfile")
    number = FOLDERS * (FILES + 1) + 3  # with the folders and those above them, and the Dockerfile as recipe and file
    counted = {count["folder"]: count["count"] for count in result["reason_counts"]}
    assert sum(counted.values()) == number - 100
    assert counted["modules/package-14"] == FILES
    (sentence,) = result["warnings"]
    assert " differ in nothing but their permission bits" in sentence


@pytest.mark.parametrize("title", ["predicted", "done"])
def test_difference_is_limited(title: str, results: dict[str, Any]) -> None:
    difference = results[title]["diff"]
    assert "dockerfile Dockerfile: ... (3999 equal lines)\n" in difference["before"]
    assert "LABEL new=1\n" in difference["after"]
    assert f"file in modules/package-14: {FILES} more\n" in difference["after"]
    assert max(len(difference["before"]), len(difference["after"])) < LARGEST / 2


def test_file_has_all_reasons(results: dict[str, Any]) -> None:
    path = Path(results["done"]["reasons_file"])
    lines = results["state"]["stdout_lines"]
    assert path.parent == results["folder"] / "state"
    assert path.name in lines
    reasons = [json.loads(line) for line in lines if line.startswith("{")]
    assert len(reasons) == FOLDERS * (FILES + 1) + 3
    listed = [reason for reason in reasons if reason in results["done"]["reasons"]]
    assert len(listed) == len(results["done"]["reasons"])


def test_check_mode_writes_no_file(results: dict[str, Any]) -> None:
    assert results["predicted"]["reasons_file"] is None
    assert not [name for name in results["state before"]["stdout_lines"] if name.endswith(".reasons.jsonl")]


def test_few_reasons_are_listed_and_the_file_is_gone(results: dict[str, Any]) -> None:
    assert results["same"]["changed"] is False
    assert (results["same"]["reasons"], results["same"]["reason_counts"]) == ([], [])
    assert [reason["name"] for reason in results["last"]["reasons"]] == ["modules/one"]
    assert (results["last"]["reason_counts"], results["last"]["reasons_file"]) == ([], None)
    assert not [name for name in results["state in the end"]["stdout_lines"] if name.endswith(".reasons.jsonl")]
