"""Variables of the task's environment and arguments for proxies: what of them decides the image that BuildKit makes.

Each variable is set for plain builds and for tasks. Where it makes another image of the plain build, check mode and the
task say so; where it does not, they do not. The one exception is handed to no builder, and the task says that.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest

from tests.rig.docker import ask_docker, docker
from tests.rig.plays import Result

pytestmark = pytest.mark.slow

BUILD = "sovd.prod_images.image_build"
PASSWORD = "hush-4f1c9"
DOCKERFILE = "FROM scratch\nCOPY . /\n"
DECLARED = "FROM scratch\nARG HTTP_PROXY\nENV A=$HTTP_PROXY\n"


class Case(NamedTuple):
    """What differs between two builds, and what the module says of it: a reason's kind and name, or None."""

    environment: dict[str, str]
    reason: tuple[str, str] | None
    dockerfile: str = DOCKERFILE
    before: Mapping[str, str] = MappingProxyType({})
    after: Mapping[str, str] = MappingProxyType({})


PROXY = {"HTTP_PROXY": "http://proxy:1"}
OTHER_PROXY = {"HTTP_PROXY": f"http://user:{PASSWORD}@proxy:2"}
CASES = {
    "platform": Case({"DOCKER_DEFAULT_PLATFORM": "linux/arm64"}, ("platform", "linux/arm64")),
    "time": Case({"SOURCE_DATE_EPOCH": "1000"}, ("environment", "SOURCE_DATE_EPOCH")),
    "empty": Case({"SOURCE_DATE_EPOCH": "", "DOCKER_DEFAULT_PLATFORM": "", "BUILDX_GIT_LABELS": "0"}, None),
    "syntax": Case({"BUILDKIT_SYNTAX": "localhost:1/none"}, None),
    "information of git": Case({"BUILDX_GIT_INFO": "1", "BUILDX_GIT_CHECK_DIRTY": "1"}, None),
    "proxies of the task": Case({"https_proxy": "http://localhost:1", "NO_PROXY": "*"}, None),
    "configured proxy": Case({"DOCKER_CONFIG": "{0}/config"}, None),
    "configured proxy, declared": Case({"DOCKER_CONFIG": "{0}/config"}, ("environment", "DOCKER_CONFIG"), DECLARED),
    "proxy": Case({}, None, DOCKERFILE, PROXY, OTHER_PROXY),
    "proxy, declared": Case({}, ("build_arg", "HTTP_PROXY"), DECLARED, PROXY, OTHER_PROXY),
    "proxy, in lower case": Case({}, None, DECLARED, {**PROXY, "http_proxy": "a"}, {**PROXY, "http_proxy": "b"}),
    "another argument": Case({}, ("build_arg", "A"), "FROM scratch\nARG A\nENV B=$A\n", {"A": "1"}, {"A": "2"}),
}  # fmt: skip


def tasks(options: dict[str, Any], case: Case, folder: Path) -> list[dict[str, Any]]:
    """Build, predict with what differs, build with it, and once more."""
    environment = {name: value.format(folder) for name, value in case.environment.items()}
    other = {BUILD: {**options, "build_args": dict(case.after)}, "environment": environment}
    return [{BUILD: {**options, "build_args": dict(case.before)}}, {**other, "check_mode": True}, other, other]


def plain(context: Path, tag: str, args: Mapping[str, str], environment: dict[str, str]) -> str:
    """The id of the image that the docker command makes alone."""
    given = [f"--build-arg={name}={value}" for name, value in args.items()]
    arguments = ("--provenance=false", "--load", f"--tag={tag}", *given, str(context))
    done = ask_docker("buildx", "build", *arguments, **environment)
    assert done.code == 0, done.text
    return docker("image", "inspect", "--format={{.Id}}", tag)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a context for each case, which is a checkout, and a configuration of the docker command."""
    made = tmp_path_factory.mktemp("environment")
    for number, case in enumerate(CASES.values()):
        context = made / str(number)
        context.mkdir()
        (context / "Dockerfile").write_text(case.dockerfile)
        (context / ".dockerignore").write_text(".git\n")
    (made / "config").mkdir()
    proxies = f'{{"proxies": {{"default": {{"httpProxy": "http://u:{PASSWORD}@p"}}}}}}'
    (made / "config" / "config.json").write_text(proxies)
    return made


@pytest.fixture(scope="module")
def results(folder: Path, image: str, play: Callable[..., list[Result]]) -> dict[str, tuple[list[Result], bool]]:
    """By case: the results of its tasks, and whether a plain build made another image."""
    listed, changes = [], []
    for number, case in enumerate(CASES.values()):
        context = folder / str(number)
        options = {"name": image, "tag": str(number), "context": str(context), "state_dir": f"{folder}/state"}
        listed += tasks(options, case, folder)
        environment = {name: value.format(folder) for name, value in case.environment.items()}
        first = plain(context, f"{image}:plain", case.before, {})
        changes.append(first != plain(context, f"{image}:plain", case.after, environment))
    done = play(*listed)
    groups = [done[start : start + 4] for start in range(0, len(done), 4)]
    return {title: (group, change) for title, group, change in zip(CASES, groups, changes, strict=True)}


@pytest.mark.parametrize("title", CASES)
def test_what_changes_the_image_is_a_reason(title: str, results: dict[str, tuple[list[Result], bool]]) -> None:
    case, (done, another_image) = CASES[title], results[title]
    assert another_image is (case.reason is not None)
    first, predicted, built, again = done
    assert [result.get("failed", False) for result in done] == [False] * 4
    expected = [case.reason] if case.reason else []
    assert [(reason["kind"], reason["name"]) for reason in predicted["reasons"]] == expected
    assert (predicted["reasons"], predicted["changed"]) == (built["reasons"], built["changed"])
    assert built["changed"] is another_image
    assert (built["image"]["id"] != first["image"]["id"]) is another_image
    assert (again["changed"], again["image"]["id"]) == (False, built["image"]["id"])


def test_password_of_a_proxy_is_nowhere(results: dict[str, tuple[list[Result], bool]], folder: Path) -> None:
    for title in ("proxy", "proxy, declared"):
        assert PASSWORD not in str(results[title][0])
    assert "sha256:" in results["proxy, declared"][0][2]["reasons"][0]["after"]
    number = list(CASES).index("proxy")
    files = [file for file in (folder / "state").glob(f"*_{number}.*") if file.is_file()]
    assert len(files) > 1
    assert [file.name for file in files if PASSWORD in file.read_text()] == []


def test_invocation_shows_no_proxy(
    image: str, run: Callable[..., str], folder: Path, ansible_environment: dict[str, str]
) -> None:
    options = f"name={image} tag=0 context={folder}/0 state_dir={folder}/state"
    proxies = f"build_args='HTTP_PROXY=http://u:{PASSWORD}@proxy:1'"
    output = run("ansible", "localhost", "-vvv", "-m", BUILD, "-a", f"{options} {proxies}", **ansible_environment)
    assert "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER" in output
    assert PASSWORD not in output.partition("\n}")[0].partition("SUCCESS")[2]


def test_labels_of_git_are_not_handed_on(
    image: str, build: Callable[..., Result], folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "Dockerfile").write_text(DOCKERFILE)
    (tmp_path / ".dockerignore").write_text(".git\nstate\n")
    for command in (["init", "-q"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "a"]):
        subprocess.run(["git", "-C", str(tmp_path), *command], check=True)
    labelled = plain(tmp_path, f"{image}:plain", {}, {"BUILDX_GIT_LABELS": "1"})
    assert labelled != plain(tmp_path, f"{image}:plain", {}, {})
    options = {"name": image, "tag": "git", "context": str(tmp_path), "state_dir": f"{folder}/state"}
    result = build(options, BUILDX_GIT_LABELS="1")
    assert result["image"]["labels"] == {}
    assert ["BUILDX_GIT_LABELS is set" in warning for warning in result["warnings"]] == [True]
    assert build(options)["changed"] is False


def test_policy_of_sources(image: str, play: Callable[..., list[Result]], folder: Path, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM python:3.11-slim\n")
    policy = tmp_path.parent / f"{tmp_path.name}.json"
    policy.write_text('{"rules": []}')
    options = {"name": image, "tag": "policy", "context": str(tmp_path), "state_dir": f"{folder}/state"}
    task = {BUILD: options, "environment": {"EXPERIMENTAL_BUILDKIT_SOURCE_POLICY": str(policy)}}
    rule = '{"action": "DENY", "selector": {"identifier": "docker-image://docker.io/library/python:3.11-slim"}}'
    deny = {"ansible.builtin.copy": {"dest": str(policy), "content": f'{{"rules": [{rule}]}} ', "mode": "0600"}}
    first, again, _denied, predicted, refused = play(task, task, deny, {**task, "check_mode": True}, task)
    assert (first["changed"], again["changed"]) == (True, False)
    assert [reason["name"] for reason in predicted["reasons"]] == ["EXPERIMENTAL_BUILDKIT_SOURCE_POLICY"]
    assert "denied by policy" in refused["msg"]
