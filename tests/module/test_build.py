"""What a build does to the tag, and what it tells when it fails, is rejected or is cancelled."""

from __future__ import annotations

import re
import secrets
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._state import State
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._engine import Engine

from tests.rig.processes import find_processes
from tests.rig.waiting import wait_until

ON_BOTH_STORES = True
BASE = "python:3.11-slim"
FAILING = f"""\
FROM {BASE} AS builder
RUN echo unique-{{number}} && for i in $(seq 1 30); do echo line $i; done; echo the end; exit 42
"""
LARGE = """\
FROM scratch
COPY small /
COPY large /
COPY medium /
COPY --chmod=4755 tiny /
USER 0
"""


@pytest.fixture
def options(image: str, tmp_path: Path) -> dict[str, Any]:
    """Options of a build that works, of an image of its own."""
    source = tmp_path / "source"
    source.mkdir()
    for name, size in (("tiny", 10), ("small", 1000), ("medium", 20_000), ("large", 300_000)):
        (source / name).write_bytes(name.encode() * (size // len(name)))
    (source / "Dockerfile").write_text(f"FROM scratch\nCOPY small /{tmp_path.name}\n")
    return {
        "name": f"{image}-{tmp_path.name.replace('_', '-')}",
        "context": f"{source}",
        "state_dir": f"{tmp_path}/state",
    }


def test_failure_names_step_place_code_and_last_lines(
    options: dict[str, Any], play: Callable[..., list[dict[str, Any]]], docker: Callable[..., str], tmp_path: Path
) -> None:
    failing = {**options, "dockerfile": f"{tmp_path}/Dockerfile.failing"}
    (tmp_path / "Dockerfile.failing").write_text(FAILING.format(number=time.time_ns()))
    task = "sovd.prod_images.image_build"
    first, failed, again, last = play({task: options}, {task: failing}, {task: failing}, {task: options})
    for result in (failed, again):
        assert result["failed"] is True
        message = result["msg"]
        assert f"the build of {options['name']}:latest failed: step '[2/2] RUN echo unique-" in message
        assert "(Dockerfile.failing:2) failed with exit code 42; its last lines are:\nline 12\n" in message
        assert message.endswith(f"\nline 30\nthe end\nThe whole output is in {result['log_file']}.")
        # BuildKit does not always come to tell of the base, or of its end, before the step behind it has failed.
        assert result["steps"] in ({"total": 2, "cached": 1}, {"total": 2, "cached": 0}, {"total": 1, "cached": 0})
    assert re.search(r"^#\d+ \d+\.\d+ line 1$", Path(failed["log_file"]).read_text(), re.MULTILINE)
    assert (last["changed"], last["reasons"]) == (False, [])
    assert docker("image", "inspect", "--format={{.Id}}", options["name"]) == first["image"]["id"]


REJECTIONS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "size": (
        {"max_size": "100 kB"},
        [
            "max_size is 100.0 kB (100000 bytes), found 321.0 kB (321006 bytes)",
            "the largest layers are 300.0 kB by 'COPY large /",
            "20.0 kB by 'COPY medium /",
            "1.0 kB by 'COPY small /",
        ],
    ),
    "user": ({"user": "nonroot"}, ["user is nonroot, found '0', which is root"]),
    "UID": ({"min_uid": 1000}, ["min_uid is 1000, found user '0' with UID 0"]),
    "setuid file": ({"setuid_files": "distribution"}, ["setuid_files is distribution, found /tiny (setuid); remove"]),
    "health check": ({"healthcheck": "required"}, ["healthcheck is required, found none"]),
}


def test_rejected_image_never_holds_the_tag(
    options: dict[str, Any], play: Callable[..., list[dict[str, Any]]], docker: Callable[..., str]
) -> None:
    rejected = {**options, "dockerfile_content": LARGE, "labels": {"of": options["name"]}}
    task = "sovd.prod_images.image_build"
    first, *results, last = play(
        {task: options}, *({task: {**rejected, "policy": policy}} for policy, _ in REJECTIONS.values()), {task: options}
    )
    for (_policy, words), result in zip(REJECTIONS.values(), results, strict=True):
        assert result["failed"] is True
        assert result["msg"].startswith(f"policy: the image built for {options['name']}:latest was rejected")
        assert [word for word in words if word not in result["msg"]] == [], result["msg"]
        assert docker("image", "inspect", result["image"]["id"], check=False) == "[]"
    assert (last["changed"], last["image"]["id"]) == (False, first["image"]["id"])
    candidate = State(options["state_dir"], f"{options['name']}:latest", Engine({}).address).candidate
    assert docker("image", "ls", "--quiet", candidate) == ""


def test_rejection_leaves_the_same_image_under_another_name(
    options: dict[str, Any], play: Callable[..., list[dict[str, Any]]], docker: Callable[..., str]
) -> None:
    other = {**options, "tag": "other"}
    task = "sovd.prod_images.image_build"
    first, rejected = play({task: other}, {task: {**options, "policy": {"max_size": "1 B"}}})
    assert rejected["failed"] is True
    assert rejected["image"]["id"] == first["image"]["id"]
    assert docker("image", "inspect", "--format={{.Id}}", f"{options['name']}:other") == first["image"]["id"]


def test_policy_that_became_stricter(options: dict[str, Any], play: Callable[..., list[dict[str, Any]]]) -> None:
    task = "sovd.prod_images.image_build"
    first, rejected = play({task: options}, {task: {**options, "policy": {"max_size": "1 B"}}})
    assert first["changed"] is True
    assert rejected["failed"] is True
    assert rejected["msg"].startswith(f"policy: the image that holds {options['name']}:latest breaks it: ")
    assert "max_size is 1 B (1 bytes), found 1.0 kB (1000 bytes)" in rejected["msg"]


def test_bases_are_judged_before_anything_is_built(
    options: dict[str, Any], play: Callable[..., list[dict[str, Any]]]
) -> None:
    task = "sovd.prod_images.image_build"
    wanted = {
        **options,
        "dockerfile_content": f"FROM {BASE} AS other\nFROM scratch\nCOPY --from=other /etc/passwd /\n",
    }
    other, predicted, old, approved = play(
        {task: {**wanted, "policy": {"approved_bases": ["node"]}}},
        {task: {**wanted, "policy": {"approved_bases": ["node"]}}, "check_mode": True},
        {task: {**wanted, "policy": {"max_base_age": 1, "papers": ["sbom"]}}},
        {task: {**wanted, "policy": {"approved_bases": ["python:3.11-*"], "max_base_age": 36500}}},
    )
    begin = f"policy: {options['name']}:latest may not be built so: "
    assert other["msg"] == predicted["msg"] == f"{begin}approved_bases has node, found {BASE}"
    assert old["msg"].startswith(f"{begin}papers has sbom, found attestations []; add type=sbom to them")
    assert approved["changed"] is True, approved


def test_rendered_files_change_with_the_image_and_not_without_it(
    options: dict[str, Any], play: Callable[..., list[dict[str, Any]]], tmp_path: Path
) -> None:
    task, file = "sovd.prod_images.image_build", tmp_path / "told" / "Dockerfile"
    dockerfile = (tmp_path / "source" / "Dockerfile").read_text()
    other = f"{dockerfile}LABEL other=1\n"

    def wanted(text: str, **more: Any) -> dict[str, Any]:
        return {task: {**options, "dockerfile_content": text, "rendered_files": {str(file): text}, **more}}

    look = {"ansible.builtin.command": f"cat {file}", "ignore_errors": True}
    rejected = {**wanted(f"{dockerfile}COPY . /more\n", policy={"max_size": "1 B"}), "ignore_errors": True}
    stray = wanted(other, rendered_files={str(file): "unchanged"})
    steps = [{**wanted(dockerfile), "check_mode": True}, wanted(dockerfile), rejected, wanted(other), stray]
    found = play(*[step for each in steps for step in (each, look)])
    assert [each["stdout"] for each in found[1::2]] == ["", *[dockerfile.strip()] * 2, *[other.strip()] * 2]
    assert [each.get("rendered_files_current") for each in found[::2]] == [True, True, None, True, False]
    assert [each["changed"] for each in found[::2]] == [True, True, False, True, False]
    assert [path.name for path in file.parent.iterdir()] == ["Dockerfile"]


def test_a_rendered_dockerfile_is_what_is_built(
    options: dict[str, Any], play: Callable[..., list[dict[str, Any]]], tmp_path: Path
) -> None:
    source = tmp_path / "source"
    texts = {
        "Dockerfile": f"{(source / 'Dockerfile').read_text()}LABEL rendered=1\n",
        "Dockerfile.dockerignore": "left-out\nDockerfile*\n",
    }
    (source / "left-out").write_text("")
    rendered = {str(source / name): text for name, text in texts.items()}
    task = {"sovd.prod_images.image_build": {**options, "rendered_files": rendered, "report_ignored": ["."]}}
    predicted, built, unchanged = play({**task, "check_mode": True}, task, task)
    assert predicted["reasons"] == built["reasons"]
    assert built["image"]["labels"]["rendered"] == "1"
    assert [each["pattern"] for each in built["ignored"]["patterns"]] == ["Dockerfile*", "left-out"]
    assert {name: (source / name).read_text() for name in texts} == texts
    assert (unchanged["changed"], unchanged["rendered_files_current"]) == (False, True)


def test_difference_of_a_rendered_file_is_shown(
    options: dict[str, Any], play: Callable[..., list[dict[str, Any]]], tmp_path: Path
) -> None:
    file = tmp_path / "told"
    file.write_text("old\n")
    task = {"sovd.prod_images.image_build": {**options, "rendered_files": {str(file): "new\n"}}, "diff": True}
    predicted, built, unchanged = play({**task, "check_mode": True}, task, task)
    told = {"before_header": str(file), "after_header": str(file), "before": "old\n", "after": "new\n"}
    assert (predicted["diff"][1:], built["diff"]) == ([told], predicted["diff"])
    assert unchanged["diff"]["after"] == ""


def test_texts_that_are_not_written_yet(
    options: dict[str, Any], play: Callable[..., list[dict[str, Any]]], tmp_path: Path
) -> None:
    task = "sovd.prod_images.image_build"
    dockerfile = (tmp_path / "source" / "Dockerfile").read_text()
    (tmp_path / "source" / ".dockerignore").write_text("Dockerfile\n.dockerignore\n")
    same = {**options, "dockerfile_content": dockerfile, "dockerignore_content": "Dockerfile\n.dockerignore\n"}
    other = {**same, "dockerfile_content": f"{dockerfile}COPY tiny /\n"}
    first, unchanged, predicted, built = play(
        {task: options}, {task: same}, {task: other, "check_mode": True}, {task: other}
    )
    assert (unchanged["changed"], unchanged["reasons"]) == (False, [])
    assert [reason["kind"] for reason in predicted["reasons"]] == ["dockerfile"]
    assert (predicted["changed"], predicted["image"]) == (True, first["image"])
    assert (built["changed"], built["reasons"]) == (True, predicted["reasons"])
    assert len(built["image"]["layers"]) == 2
    assert (tmp_path / "source" / "Dockerfile").read_text() == dockerfile


@pytest.mark.parametrize("losses", [1, 2])
def test_layer_that_the_engine_lost(
    losses: int, options: dict[str, Any], build: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    """The docker command is the real one, but for the first builds, which end as with such a layer."""
    command, said = tmp_path / "docker", "open /var/lib/docker/overlay2/z/.tmp-committed12: no such file or directory"
    command.write_text(f"""#!/bin/sh
case "$*" in *"buildx build "*)
    echo "$*" >> {tmp_path}/builds
    if [ $(wc -l < {tmp_path}/builds) -le {losses} ]; then echo '#9 [1/2] FROM x'; echo '#9 ERROR: {said}'; exit 1; fi
esac
exec {shutil.which("docker")} "$@"
""")
    command.chmod(0o755)
    result = build({**options, "docker_cli": str(command)})
    commands = (tmp_path / "builds").read_text().splitlines()
    assert ["--no-cache" in command for command in commands] == [False, True]
    assert result["changed"] == (losses == 1)
    assert result["steps"]["total"] == 1
    assert (losses == 2) == (said in result.get("msg", ""))


def test_timeout_cancels(options: dict[str, Any], build: Callable[..., dict[str, Any]]) -> None:
    step = f"sleep 86{secrets.randbelow(10**9):09}"  # seconds, another number in each run
    dockerfile = f"FROM {BASE}\nRUN {step}\n"
    started = time.monotonic()
    result = build({**options, "dockerfile_content": dockerfile, "timeout": 3})
    assert result["failed"] is True
    assert result["msg"].startswith("timeout: the build was cancelled after 3 seconds; raise the timeout, or see ")
    assert time.monotonic() - started < 600
    assert wait_until(lambda: not find_processes(step), 60), find_processes(step)
