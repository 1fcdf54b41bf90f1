"""A file that changed while its size and time did not is built as it is, whatever BuildKit got before."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.module.test_build import BASE

DOCKERFILE = f"FROM {BASE}\nCOPY file /file\n"
# title: options of a build that comes between
BETWEEN: dict[str, dict[str, Any]] = {
    "failed": {"dockerfile_content": f"{DOCKERFILE}COPY missing /\n"},
    "rejected": {"policy": {"max_size": "1 B"}},
    "another tag": {"tag": "other"},
    "another project": {"tag": "project", "context": "other/app"},
}
QUICK = "failed"


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


@pytest.mark.parametrize("options", [pytest.param(given, id=title, marks=[] if title == QUICK else [pytest.mark.slow])
                                     for title, given in BETWEEN.items()])  # fmt: skip
def test_build_between(
    options: dict[str, Any], builds: Builds, play: Callable[..., Any], file_of: Callable[[str], str]
) -> None:
    between = [builds.put("two", 2), builds.build(**options), builds.put("six", 2)]
    first, *_, built = play(builds.put("one", 1), builds.build(), *between, builds.build())[1:]
    assert (first["changed"], built["changed"]) == (True, True)
    assert file_of(builds.image) == "six"


@pytest.mark.slow
def test_build_by_hand(builds: Builds, play: Callable[..., Any], file_of: Callable[[str], str]) -> None:
    by_hand = (
        f"echo '{DOCKERFILE}' | docker buildx build --quiet --file=- --tag={builds.image}:hand {builds.folder}/app"
    )
    between = [builds.put("two", 2), {"ansible.builtin.shell": by_hand}, builds.put("six", 2)]
    play(builds.put("one", 1), builds.build(), *between, builds.build())
    assert (file_of(f"{builds.image}:hand"), file_of(builds.image)) == ("two", "six")


def test_only_what_changed_is_sent(builds: Builds, play: Callable[..., Any]) -> None:
    (builds.folder / "app" / "large").write_bytes(random.Random(1).randbytes(3_000_000))
    build = builds.build(dockerfile_content=f"{DOCKERFILE}COPY large /large\n")
    sent, warnings = [], []
    for text, day in (("one", 1), ("two", 2), ("six", 2)):
        built = play(builds.put(text, day), build)[1]
        sent += re.findall(r"transferring context: [0-9.]+(\w+) ", Path(built["log_file"]).read_text())[-1:]
        warnings.append(built["build_warnings"])
    assert sent == ["MB", "B", "MB"]
    assert [len(each) for each in warnings] == [0, 0, 1]
    assert warnings[2][0].endswith("so the whole context was sent again: file")
