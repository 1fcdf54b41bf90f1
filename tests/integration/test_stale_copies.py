"""A file that changed while its size and time did not is built as it is, whatever BuildKit has seen of it before.

BuildKit compares size and modification time with its copy of the context, and that is of the last build that ran, be it
recorded or not.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.integration.test_build import BASE

DOCKERFILE = f"FROM {BASE}\nCOPY file /file\n"
# title: (what is done after the first build, options of a build of a second content that leaves no record)
BETWEEN: dict[str, tuple[str, dict[str, Any] | None]] = {
    "record lost": ("rm state/*.json", None),
    "build failed": ("true", {"dockerfile_content": f"{DOCKERFILE}COPY missing /\n"}),
    "image rejected": ("true", {"policy": {"max_size": "1 B"}}),
}


@pytest.mark.parametrize("between", BETWEEN.values(), ids=BETWEEN.keys())
def test_change_of_the_same_size_and_time_is_built(
    between: tuple[str, dict[str, Any] | None], image: str, play: Callable[..., list[dict[str, Any]]],
    docker: Callable[..., str], tmp_path: Path,
) -> None:  # fmt: skip
    (tmp_path / "file").touch()
    options = {
        "name": f"{image}-stale",
        "context": str(tmp_path),
        "dockerfile_content": DOCKERFILE,
        "dockerignore_content": "state\n",
        "state_dir": f"{tmp_path}/state",
    }

    def build(text: str, day: int, **more: Any) -> list[dict[str, Any]]:
        put = f"cd {tmp_path}; echo {text} > file; touch --date=2020-01-0{day} file"
        return [{"ansible.builtin.shell": put}, {"sovd.prod_images.image_build": {**options, **more}}]

    command, unrecorded = between
    steps = [*build("one", 1), {"ansible.builtin.shell": f"cd {tmp_path}; {command}"}]
    if unrecorded is not None:
        steps += build("two", 2, **unrecorded)
    *_, built = play(*steps, *build("six", 1 if unrecorded is None else 2))
    assert built["changed"] is True
    assert docker("run", "--rm", "--network=none", options["name"], "cat", "/file") == "six"
