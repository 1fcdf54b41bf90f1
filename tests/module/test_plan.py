"""What the module predicts, and what it then does, for each kind of change.

One play makes the changes one after the other. For each it asks in check mode first and then builds, so a reason that
was not recorded would come back at the next one.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._record import Record

ON_BOTH_STORES = True
DOCKERFILE = """\
FROM {base} AS first
COPY . /app/
FROM first AS second
LABEL stage=second
FROM first
ARG VERSION=1
LABEL version=$VERSION
"""


class Change(NamedTuple):
    """A change by a shell `command` in the source folder, or of `options` from then on."""

    command: str = "true"
    options: dict[str, Any] | None = None
    reasons: tuple[tuple[str, str], ...] = ()  # kind and name
    same_image: bool = False  # whether the build gives the image that the tag holds
    warned: bool = False
    explained: bool = False  # whether the umask is named


FILE_A = (("file", "a.txt"),)
CHANGES = {
    "nothing": Change(),
    "content": Change("echo other > a.txt", reasons=FILE_A),
    "content of the same size and time": Change(
        "touch -r a.txt ../stamp && echo OTHER > a.txt && touch -r ../stamp a.txt", reasons=FILE_A, warned=True
    ),
    "time": Change("touch -d 2001-01-01 a.txt d"),
    "mode": Change("chmod 600 a.txt", reasons=FILE_A, explained=True),
    "mode of a folder": Change("chmod 700 d", reasons=(("file", "d"),), warned=True, explained=True),
    "name": Change("mv a.txt b.txt", reasons=(("file", "a.txt"), ("file", "b.txt"))),
    "link target": Change("ln -sfn b.txt link", reasons=(("file", "link"),)),
    "empty folder": Change("rmdir empty", reasons=(("file", "empty"),)),
    "ignored file": Change("echo x > ignored.log"),
    "ignore rules": Change("echo '!ignored.log' >> .dockerignore", reasons=(("file", "ignored.log"),)),
    "Dockerfile": Change("echo ENV X=1 >> ../Dockerfile", reasons=(("dockerfile", "Dockerfile"),)),
    "comment in the Dockerfile": Change(
        "echo '# a comment' >> ../Dockerfile", reasons=(("dockerfile", "Dockerfile"),), same_image=True
    ),
    "build argument": Change(options={"build_args": {"VERSION": "2"}}, reasons=(("build_arg", "VERSION"),)),
    "label": Change(options={"labels": {"l": "1"}}, reasons=(("label", "l"),)),
    "target": Change(options={"target": "second"}, reasons=(("target", "target"),)),
    "no target": Change(options={"target": None}, reasons=(("target", "target"),)),
    "moved base": Change("docker tag {image}-base:2 {image}-base:1", reasons=(("base_image", "{image}-base:1"),)),
    "tag removed": Change("docker rmi {image}:1", reasons=(("tag", "{image}:1"),)),
    "tag elsewhere": Change("docker tag {image}-base:2 {image}:1", reasons=(("tag", "{image}:1"),)),
    "damaged record": Change(
        "for f in ../state/*.json; do echo x > $f; done", reasons=(("unrecorded", "{image}:1"),), same_image=True
    ),
    "lost record": Change("rm ../state/*.json", reasons=(("unrecorded", "{image}:1"),), same_image=True),
    "nothing in the end": Change(),
}
QUESTION = (
    "{{% raw %}}docker image inspect --format '{{{{.Id}}}} {{{{.Metadata.LastTagTime}}}}'{{% endraw %}} {image}:1"
    " || echo none"
)


class Outcome(NamedTuple):
    """What was predicted, what was done, and id and time of the tag before and after it."""

    before: str
    predicted: dict[str, Any]
    done: dict[str, Any]
    after: str


def make_source(folder: Path, image: str) -> None:
    for name in ("source", "source/d", "source/empty"):
        (folder / name).mkdir()
    (folder / "Dockerfile").write_text(DOCKERFILE.format(base=f"{image}-base:1"))
    (folder / "source" / ".dockerignore").write_text("*.log\n.dockerignore\n")
    (folder / "source" / "a.txt").write_text("first\n")
    (folder / "source" / "d" / "f").write_text("f")
    (folder / "source" / "link").symlink_to("a.txt")


def make_bases(folder: Path, image: str, docker: Callable[..., str]) -> None:
    for tag in ("1", "2"):
        base = folder / f"base {tag}"
        base.mkdir()
        (base / "Dockerfile").write_text(f"FROM scratch\nCOPY Dockerfile /base\nLABEL base={tag}\n")
        docker("buildx", "build", "--quiet", "--tag", f"{image}-base:{tag}", str(base))


@pytest.fixture(scope="module")
def outcomes(
    docker: Callable[..., str],
    image: str,
    play: Callable[..., list[dict[str, Any]]],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Outcome]:
    """The outcome of each change."""
    folder = tmp_path_factory.mktemp("plan")
    make_bases(folder, image, docker)
    make_source(folder, image)
    options: dict[str, Any] = {
        "name": image,
        "tag": "1",
        "context": f"{folder}/source",
        "dockerfile": f"{folder}/Dockerfile",
        "state_dir": f"{folder}/state",
    }
    question = QUESTION.format(image=image)
    tasks: list[dict[str, Any]] = [{"sovd.prod_images.image_build": options}]
    for change in CHANGES.values():
        options = {**options, **(change.options or {})}
        command = change.command.format(image=image)
        tasks += [
            {"ansible.builtin.shell": f"{question}; cd {folder}/source && ({command}) >&2; {question}"},
            {"sovd.prod_images.image_build": options, "check_mode": True, "diff": True},
            {"sovd.prod_images.image_build": options},
        ]
    first, *results = play(*tasks, {"ansible.builtin.shell": question})
    assert first["reasons"] == [{"kind": "tag", "name": f"{image}:1", "before": None, "after": None}], first
    failed = [result for result in results[::3] if result.get("rc") != 0]
    assert not failed, json.dumps(failed, indent=1)
    threes = [results[start : start + 3] for start in range(0, len(results) - 1, 3)]
    tags = [line for result in results[::3] for line in result["stdout_lines"] if line]
    return {
        title: Outcome(before, predicted, done, after)
        for title, (_changed, predicted, done), before, after in zip(
            CHANGES, threes, tags[1::2], tags[2::2], strict=True
        )
    }


@pytest.mark.parametrize("title", CHANGES)
def test_prediction_comes_true(title: str, outcomes: dict[str, Outcome], image: str) -> None:
    change, outcome = CHANGES[title], outcomes[title]
    wanted = [(kind, name.format(image=image)) for kind, name in change.reasons]
    assert [(reason["kind"], reason["name"]) for reason in outcome.predicted["reasons"]] == wanted, outcome.predicted
    assert outcome.done["reasons"] == outcome.predicted["reasons"], outcome.done
    assert outcome.predicted["changed"] == bool(wanted)
    assert outcome.done["changed"] == outcome.predicted["changed"]
    assert outcome.done["fingerprint"] == outcome.predicted["fingerprint"]


@pytest.mark.parametrize("title", CHANGES)
def test_tag_moves_only_with_a_change(title: str, outcomes: dict[str, Outcome]) -> None:
    outcome = outcomes[title]
    change = CHANGES[title]
    assert (outcome.before.split()[:1] != outcome.after.split()[:1]) == outcome.done["image_changed"]
    assert outcome.done["image_changed"] == (bool(change.reasons) and not change.same_image)
    assert outcome.predicted["image_changed"] is (None if change.reasons else False)
    assert outcome.after.startswith(outcome.done["image"]["id"])


@pytest.mark.parametrize("title", [title for title, change in CHANGES.items() if not change.reasons])
def test_unchanged_image_is_not_even_tagged_again(title: str, outcomes: dict[str, Outcome]) -> None:
    outcome = outcomes[title]
    assert outcome.before == outcome.after


@pytest.mark.parametrize("title", CHANGES)
def test_builder_starts_only_for_a_reason(title: str, outcomes: dict[str, Outcome]) -> None:
    outcome = outcomes[title]
    assert bool(outcome.done["steps"]["total"]) == bool(CHANGES[title].reasons)
    assert outcome.predicted["steps"]["total"] == 0
    assert bool(outcome.done["build_warnings"]) == CHANGES[title].warned


@pytest.mark.parametrize("title", CHANGES)
def test_umask_is_named_where_only_modes_differ(title: str, outcomes: dict[str, Outcome]) -> None:
    for result in (outcomes[title].predicted, outcomes[title].done):
        assert any("another umask" in text for text in result.get("warnings", [])) == CHANGES[title].explained


@pytest.mark.parametrize("title", [title for title, change in CHANGES.items() if change.reasons])
def test_difference_names_what_differs(title: str, outcomes: dict[str, Outcome], image: str) -> None:
    texts = outcomes[title].predicted["diff"]
    for kind, name in CHANGES[title].reasons:
        assert f"{kind} {name.format(image=image)}: " in texts["before"] + texts["after"], json.dumps(texts)


def keep_young(folder: Path) -> None:
    """Change the file's change time until there is a record, so that it is young however long a play takes to start."""
    end = time.monotonic() + 1200
    while not list(folder.glob("state/*.json")) and time.monotonic() < end:
        for file in folder.glob("source/Dockerfile"):
            file.chmod(0o644)
        time.sleep(0.1)


def test_a_file_that_was_built_at_once_is_read_no_more_once_it_is_old(
    image: str, play: Callable[..., list[dict[str, Any]]], tmp_path: Path
) -> None:
    options = {"name": f"{image}-young", "context": f"{tmp_path}/source", "state_dir": f"{tmp_path}/state"}
    task = {"sovd.prod_images.image_build": options}
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    show = {"ansible.builtin.shell": f"cat {tmp_path}/state/*.json; stat -c ' %Y %i' {tmp_path}/state/*.json"}
    with ThreadPoolExecutor(1) as pool:
        pool.submit(keep_young, tmp_path)
        first, young, _wait, predicted, asked, second, old, third, last = play(
            *(task, show, {"ansible.builtin.command": "sleep 2.5"}),
            *({**task, "check_mode": True}, show, task, show, task, show),
        )
    assert [one["changed"] for one in (first, predicted, second, third)] == [True, False, False, False]
    assert asked["stdout"] == young["stdout"]
    assert last["stdout"] == old["stdout"]
    before, after = (
        Record.of(json.loads(one["stdout"].splitlines()[1].rpartition("]")[0] + "]")[0]) for one in (young, old)
    )
    assert len(before.stat_data["file"]["Dockerfile"].split()) == 2
    assert len(after.stat_data["file"]["Dockerfile"].split()) == 5
    assert replace(before, stat_data={}) == replace(after, stat_data={})
