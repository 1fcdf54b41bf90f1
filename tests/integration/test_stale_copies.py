"""A file that changed while its size and time did not is built as it is, whatever BuildKit has seen of it before.

BuildKit compares size and modification time with its copy of the context, and that is of the last build that ran with a
folder of that name, be it recorded or not.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.integration.test_build import BASE

DOCKERFILE = f"FROM {BASE}\nCOPY file /file\n"
# title: options of a build that comes between, and leaves another copy
BETWEEN: dict[str, dict[str, Any]] = {
    "failed": {"dockerfile_content": f"{DOCKERFILE}COPY missing /\n"},
    "rejected": {"policy": {"max_size": "1 B"}},
    "another tag": {"tag": "other"},
    "another project": {"tag": "project", "context": "other/app"},
}


class Builds:
    """Tasks that build a file of one size."""

    def __init__(self, folder: Path, image: str) -> None:
        self.folder, self.image = folder, f"{image}-stale"
        for place in ("app", "other/app"):
            (folder / place).mkdir(parents=True)

    def put(self, text: str, day: int) -> dict[str, Any]:
        """Write the text in both projects, with the time of that day."""
        times = f"touch --date=2020-01-0{day} */file */*/file app other/app"
        return {"ansible.builtin.shell": f"cd {self.folder}; echo {text} | tee app/file > other/app/file; {times}"}

    def build(self, context: str = "app", **more: Any) -> dict[str, Any]:
        """Build the project in that folder."""
        options = {"dockerfile_content": DOCKERFILE, "state_dir": f"{self.folder}/state", **more}
        return {"sovd.prod_images.image_build": {"name": self.image, "context": f"{self.folder}/{context}", **options}}


@pytest.fixture
def builds(tmp_path: Path, image: str) -> Builds:
    """Builds in a folder of their own."""
    return Builds(tmp_path, image)


@pytest.fixture
def file_of(docker: Callable[..., str]) -> Callable[[str], str]:
    """`file_of(image)` gives the text that was built."""
    return lambda image: docker("run", "--rm", "--network=none", image, "cat", "/file")


def test_lost_record(builds: Builds, play: Callable[..., Any], file_of: Callable[[str], str]) -> None:
    lose = {"ansible.builtin.shell": f"rm {builds.folder}/state/*.json"}
    *_, built = play(builds.put("one", 1), builds.build(), lose, builds.put("two", 1), builds.build())
    assert (built["changed"], built["image_changed"]) == (True, True)
    assert file_of(builds.image) == "two"


@pytest.mark.parametrize("options", BETWEEN.values(), ids=BETWEEN.keys())
def test_build_between(
    options: dict[str, Any], builds: Builds, play: Callable[..., Any], file_of: Callable[[str], str]
) -> None:
    between = [builds.put("two", 2), builds.build(**options), builds.put("six", 2)]
    first, *_, built = play(builds.put("one", 1), builds.build(), *between, builds.build())[1:]
    assert (first["changed"], built["changed"]) == (True, True)
    assert file_of(builds.image) == "six"
