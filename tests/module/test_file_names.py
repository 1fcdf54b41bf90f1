"""Names of files that are no text: newer BuildKits take none, and the message names them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_name_that_is_no_text(
    image: str, play: Callable[..., list[dict[str, Any]]], engine_release: int, tmp_path: Path
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    task = {"sovd.prod_images.image_build": {"name": image, "context": f"{source}", "state_dir": f"{tmp_path}/state"}}
    plant = {"ansible.builtin.shell": f"touch \"$(printf '{source}/x\\377')\""}
    _first, _planted, predicted, done, after = play(task, plant, {**task, "check_mode": True}, task, task)
    assert "x\udcff" in {path.name for path in source.iterdir()}
    assert [(reason["kind"], reason["name"]) for reason in predicted["reasons"]] == [("file", "x\\xff")]
    if engine_release < 28:
        assert (done["changed"], done["reasons"], after["changed"]) == (True, predicted["reasons"], False)
    else:
        assert (
            "refuses file names that are not UTF-8; rename these files, or exclude them in the ignore file: x\\xff\n"
            in done["msg"]
        )
