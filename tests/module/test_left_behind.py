"""What stays on an engine after many builds, compared with what plain builds of the same leave there."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.rig.docker import ask_docker
from tests.rig.private_engine import PrivateEngine, private_engine

pytestmark = pytest.mark.slow
TASK = "sovd.prod_images.image_build"
LARGE = 10_000_000  # bytes
RUNS = 20
PASSWD = "root:x:0:0::/:/bin/sh\napp:x:1001:1001::/:/bin/sh\n"
PLACES = '["/data", "/etc", "/with,comma", "relative"]'
VOLUMES = f"FROM scratch\nCOPY passwd /etc/\nCOPY large /data/\nVOLUME {PLACES}\nUSER app\n"


@pytest.fixture(scope="module")
def engine() -> Iterator[PrivateEngine]:
    """An engine that nothing else uses."""
    with private_engine("trixie", ()) as started:
        yield started


@pytest.fixture
def context(tmp_path: Path) -> Path:
    """A context with one large file."""
    folder = tmp_path / "app"
    folder.mkdir()
    (folder / "passwd").write_text(PASSWD)
    (folder / "large").write_bytes(random.Random(str(tmp_path)).randbytes(LARGE))
    return folder


@pytest.fixture
def options(context: Path, tmp_path: Path) -> dict[str, Any]:
    """Options of a task that builds it."""
    return {"name": "app", "context": f"{context}", "state_dir": f"{tmp_path}/state"}


@pytest.fixture
def play_here(play: Callable[..., Any], engine: PrivateEngine) -> Callable[..., Any]:
    """`play_here(*tasks)` runs tasks on the private engine."""
    return lambda *tasks: play(*tasks, **engine.environment)


def copies(engine: PrivateEngine) -> int:
    """The bytes of the folders that BuildKit has copies of."""
    text = engine.docker("system", "df", "--verbose", "--format={{json .BuildCache}}")
    sizes = {"B": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9}
    total = 0.0
    for entry in json.loads(text):
        if entry["CacheType"] == "source.local":
            unit = entry["Size"].lstrip("0123456789.")
            total += float(entry["Size"][: -len(unit)]) * sizes[unit]
    return int(total)


def test_no_volume_is_left(play_here: Any, options: dict[str, Any], engine: PrivateEngine) -> None:
    build = {TASK: {**options, "dockerfile_content": VOLUMES, "rebuild": "always"}}
    info = {"sovd.prod_images.image_info": {"names": ["app"]}}
    results = play_here(*[build, info] * (RUNS // 2))
    assert {result["image"]["user"]["uid"] for result in results[::2]} == {1001}
    assert {result["images"][0]["user"]["uid"] for result in results[1::2]} == {1001}
    assert engine.docker("volume", "ls", "--quiet") == ""
    assert engine.docker("ps", "--all", "--quiet") == ""


@pytest.mark.parametrize("kind", ["failed builds", "tags"])
def test_copies_of_the_context(
    kind: str, play_here: Any, options: dict[str, Any], context: Path, engine: PrivateEngine
) -> None:
    """Ten builds of one folder leave as much as ten plain ones do, which is one copy."""
    grown = []
    for way in ("plain", "module"):
        before = copies(engine)
        tasks = []
        for number in range(10):
            text = f"FROM scratch\nCOPY large /\nCOPY large /{kind}{way}{number}\n"
            text += "COPY missing /\n" if kind == "failed builds" else ""
            if way == "module":
                tasks.append({TASK: {**options, "dockerfile_content": text, "tag": f"t{number}"}})
                continue
            (context.parent / "Dockerfile").write_text(text)
            words = ["--quiet", f"--file={context.parent}/Dockerfile", f"--tag=app:t{number}", f"{context}"]
            ended = ask_docker("buildx", "build", *words, **engine.environment)
            assert (ended.code != 0) == (kind == "failed builds"), ended.text
        results = play_here(*tasks) if tasks else []
        assert all(bool(result.get("failed")) == (kind == "failed builds") for result in results), results
        grown.append(copies(engine) - before)
    plain, ours = grown
    assert ours <= max(plain, LARGE) + LARGE // 10, grown


def test_images_before_are_named_and_removed_on_request(
    play_here: Any, options: dict[str, Any], engine: PrivateEngine
) -> None:
    def task(number: int, **more: Any) -> dict[str, Any]:
        text = f"FROM scratch\nCOPY large /\nLABEL number={number}\n"
        return {TASK: {**options, "name": "many", "dockerfile_content": text, **more}}

    built = play_here(*(task(number) for number in range(RUNS)))
    ids = [result["image"]["id"] for result in built]
    assert [result["untagged_image"] for result in built] == [None, *({"id": each, "size": LARGE} for each in ids[:-1])]
    untagged = ("image", "ls", "--quiet", "--no-trunc", "--filter=dangling=true")
    assert set(ids[:-1]) <= set(engine.docker(*untagged).split())
    engine.docker("container", "create", "--name=uses", ids[0], "none")
    engine.docker("image", "tag", ids[1], "kept:1")
    (last,) = play_here(task(RUNS, keep_images=2))
    assert set(last["removed_images"]) == set(ids[2:-2])
    assert set(engine.docker(*untagged).split()) & set(ids) == {ids[0], *ids[-2:]}
    assert engine.inspect("kept:1")["Id"] == ids[1]
    engine.docker("container", "rm", "uses")
