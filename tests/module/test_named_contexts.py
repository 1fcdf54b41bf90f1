"""A named context is an input of the build, and is refused where the engine would fail on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_named_context(
    image: str, play: Callable[..., list[dict[str, Any]]], named_contexts: bool, tmp_path: Path
) -> None:
    for name in ("source", "assets"):
        (tmp_path / name).mkdir()
    (tmp_path / "source" / "Dockerfile").write_text("FROM scratch\nCOPY --from=assets . /assets/\n")
    (tmp_path / "assets" / "logo").write_text("logo")
    (tmp_path / "assets" / "ignored").write_text("x")
    (tmp_path / "assets" / ".dockerignore").write_text("ignored")
    options = {
        "name": image,
        "context": f"{tmp_path}/source",
        "build_contexts": {"assets": f"{tmp_path}/assets"},
        "state_dir": f"{tmp_path}/state",
    }
    task = {"sovd.prod_images.image_build": options}
    ignored, new = ({"ansible.builtin.shell": f"echo y > {tmp_path}/assets/{name}"} for name in ("ignored", "new"))
    first, _ignored, same, _new, predicted, done = play(
        task, ignored, task, new, {**task, "check_mode": True, "diff": True}, task
    )
    if not named_contexts:
        for refusal in (first, done):
            assert refusal["msg"].startswith("build_contexts: found assets, but the Dockerfile syntax of Docker ")
            assert "# syntax=" in refusal["msg"]
        return
    assert (first["changed"], same["changed"], predicted["changed"], done["changed"]) == (True, False, True, True)
    for result in (predicted, done):
        assert [(reason["kind"], reason["name"]) for reason in result["reasons"]] == [("build_context", "assets/new")]
    assert "build_context assets/new: " in predicted["diff"]["after"]
    assert done["image"]["id"] != same["image"]["id"]
