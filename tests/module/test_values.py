"""Odd values of options, each in a real task: they work as with the docker command alone, or one message says why."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._context import read_entries
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._ignore import IgnoreRules

from tests.rig.docker import ask_docker
from tests.rig.plays import Result

BUILD = "sovd.prod_images.image_build"
STEP = "FROM python:3.11-slim\nARG STAMP\n"
BANNER = '#!/bin/sh\necho "Welcome to this host!"\nexec docker "$@"\n'

# title: options that work, beside those of all tasks
WORKING: dict[str, dict[str, Any]] = {
    "values of arguments and labels": {
        "dockerfile_content": "FROM scratch\nARG A\nARG B\nARG C\nARG D\nLABEL args=$A,$B,$C,$D\n",
        "build_args": {"A": True, "B": 1.5, "C": "yes", "D": ""},
        "labels": {"bool": False, "int": 7, "-dash": "-x", "text": "a=b,c 'd' \"e\""},
    },
    "secrets in odd paths": {
        "dockerfile_content": STEP + "RUN --mount=type=secret,id=a --mount=type=secret,id=b cat /run/secrets/* > /s\n",
        "secrets": [{"id": "a", "src": '{0}/odd, "place"/a'}, {"id": "b", "src": "{0}/new\nline"}],
    },
    "contexts in odd paths": {
        "context": '{0}/odd, "place"',
        "dockerfile_content": "FROM scratch\nCOPY a /\nCOPY --from=n a /b\n",
        "build_contexts": {"n": '{0}/odd, "place"'},
    },
    "state folder in an odd path": {"state_dir": '{0}/state, "odd"', "dockerignore_content": "nothing"},
    "long secret": {
        "dockerfile_content": STEP + "RUN --mount=type=secret,id=l wc -c < /run/secrets/l > /s\n",
        "secrets": [{"id": "l", "type": "value", "value": "s" * 300_000}],
    },
    "explicit defaults": {"tls": False, "docker_host": None, "cli_context": None, "validate_certs": False},
    "context that begins with a dash": {"context": "{0}/-context"},
    "Dockerfile that begins with a dash": {"dockerfile": "-f"},
    "no Dockerfile but a dockerfile": {"context": "{0}/lower"},
    "text of platforms": {"platforms": "linux/amd64"},
}
# title: (options, beginning of the message)
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "null": ({"build_args": {"A": None}}, "build_args.A: found null; write a text"),
    "list": ({"labels": {"a": ["b"]}}, "labels.a: found a list; write a text"),
    "name with an equals sign": ({"labels": {"a=b": "c"}}, "labels: found the name 'a=b'; write one"),
    "outputs as text": ({"outputs": "type=local,dest=x"}, "outputs: found the text 'type=local,dest=x'"),
    "caches as text": ({"cache_from": "type=registry,ref=x"}, "cache_from: found the text 'type=registry,ref=x'"),
    "secrets as text": ({"secrets": "id=a,src=/b"}, "secrets: found a text instead of a list"),
    "NUL": ({"build_args": {"A": "a\0b"}}, "build_args.A: found a NUL character"),
    "timeout": ({"timeout": 0}, "timeout: found 0; write the seconds"),
    "long argument": ({"build_args": {"A": "x" * 200_000}}, "build_args.A: found 200002 bytes, but the system"),
    "state folder in the context": ({"state_dir": "{0}/source/state"}, "state_dir: found {0}/source/state in"),
    "output in the context": ({"outputs": ["type=local,dest={0}/source/o"]}, "outputs[0]: found {0}/source/o in"),
    "state folder below a file": ({"state_dir": "{0}/source/a/b"}, "state_dir: found "),
    "banner": ({"docker_cli": "{0}/banner"}, "docker_cli: expected JSON from '{0}/banner', found 'Welcome"),
    "both addresses": ({"docker_host": "unix:///x", "cli_context": "y"}, "docker_host, cli_context: found both"),
    "target": ({"target": "-x"}, "the build of {1}:latest failed: "),
    "tag": ({"tag": "-x"}, "tag: found '-x', which is not an image tag"),
    "name": ({"name": "-x"}, "name: found '-x', which is not an image name"),
    "Dockerfile": ({"dockerfile": "-"}, "dockerfile: found no file {0}/source/-"),
    "context": ({"context": "-"}, "context: found no folder "),
    "context by URL": ({"context": "https://example.org/a.git"}, "context: found the URL https://example.org/a.git"),
    "syntax": (
        {"dockerfile_content": "# syntax=localhost:1/x:1\nFROM scratch\nLABEL a=b\n"},
        "the build of {1}:latest failed: the image localhost:1/x:1, by which the Dockerfile is to be read",
    ),
}  # fmt: skip


def fill(value: Any, *names: str) -> Any:
    """Return `value` with the folder and the image put into its texts."""
    if isinstance(value, str):
        return value.replace("{0}", names[0]).replace("{1}", names[-1])
    if isinstance(value, dict):
        return {key: fill(item, *names) for key, item in value.items()}
    return [fill(item, *names) for item in value] if isinstance(value, list) else value


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a source and places with odd names."""
    made = tmp_path_factory.mktemp("values")
    for name in ("source", 'odd, "place"', "lower", "-context"):
        (made / name).mkdir()
        (made / name / "a").write_text(name)
    for name in ("source/Dockerfile", "source/-f", "lower/dockerfile", "-context/Dockerfile"):
        (made / name).write_text("FROM scratch\nCOPY a /\n")
    (made / "new\nline").write_text("second")
    (made / "banner").write_text(BANNER)
    (made / "banner").chmod(0o755)
    return made


@pytest.fixture(scope="module")
def results(folder: Path, image: str, play: Callable[..., list[Result]]) -> dict[str, Result]:
    """The result of each case, by its title."""
    common = {
        "name": image,
        "context": f"{folder}/source",
        "state_dir": f"{folder}/state",
        "build_args": {"STAMP": image},
    }
    options = [*WORKING.values(), *(options for options, _message in REFUSED.values())]
    before = Path.cwd()
    os.chdir(folder)
    try:
        done = play(*({BUILD: {**common, **fill(each, str(folder), image)}} for each in options))
    finally:
        os.chdir(before)
    return dict(zip([*WORKING, *REFUSED], done, strict=True))


@pytest.mark.parametrize("title", WORKING)
def test_works(title: str, results: dict[str, Result]) -> None:
    assert results[title].get("msg", "") == ""
    assert results[title]["image"]["id"]


@pytest.mark.parametrize("title", REFUSED)
def test_is_refused(title: str, results: dict[str, Result], folder: Path, image: str) -> None:
    result = results[title]
    assert result["failed"] is True
    assert result["msg"].startswith(fill(REFUSED[title][1], str(folder), image)), result["msg"]
    assert "Traceback" not in str(result)
    assert "temporary folder" not in result["msg"]


def test_values_are_those_of_compose(results: dict[str, Result]) -> None:
    labels = results["values of arguments and labels"]["image"]["labels"]
    expected = {"args": "true,1.5,yes,", "bool": "false", "int": "7", "-dash": "-x", "text": "a=b,c 'd' \"e\""}
    assert labels == expected


def test_long_secret_is_left_nowhere(folder: Path, results: dict[str, Result]) -> None:
    assert results["long secret"]["changed"] is True
    found = [file for file in folder.rglob("*") if file.is_file() and "s" * 1000 in file.read_text(errors="replace")]
    assert found == []


@pytest.fixture
def deep(tmp_path: Path) -> Iterator[Path]:
    """A context with a thousand nested folders."""
    context = tmp_path / "deep"
    context.mkdir()
    script = "import os\nfor _ in range(1000):\n  os.mkdir('d')\n  os.chdir('d')\nopen('f', 'w').close()\n"
    subprocess.run(["python3", "-c", script], cwd=context, check=True)
    (context / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    yield context
    subprocess.run(["rm", "-rf", str(context)], check=True)


def test_thousand_nested_folders(image: str, play: Callable[..., list[Result]], deep: Path) -> None:
    options = {"name": image, "tag": "deep", "context": str(deep), "state_dir": f"{deep.parent}/state"}
    first, again = play({BUILD: options}, {BUILD: options})
    assert (first["changed"], again["changed"]) == (True, False)


@pytest.fixture
def private(image: str) -> Iterator[Path]:
    """A folder of a user who is not root, with a context in which one file and one folder cannot be read."""
    folder = Path("/var/tmp") / image
    context = folder / "context"
    (context / "closed").mkdir(parents=True)
    for name in ("a", "secret", "closed/b"):
        (context / name).write_text(name)
    if os.geteuid() == 0:
        subprocess.run(["chown", "-R", "1234:1234", str(folder)], check=True)
    for name in ("secret", "closed"):
        (context / name).chmod(0)
    yield folder
    (context / "closed").chmod(0o700)
    subprocess.run(["rm", "-rf", str(folder)], check=True)


def become(group: int) -> None:
    """Let the process be a user who is not root, and may talk to the machine's engine, whichever the others talk to."""
    for name in ("DOCKER_HOST", "DOCKER_CONFIG"):
        os.environ.pop(name, None)
    os.environ["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(group)
        os.setuid(1234)


def copy_as_buildkit(folder: Path, copied: str, ignored: str) -> dict[str, int] | None:
    """The sizes of the files that BuildKit copies, or None where it fails."""
    (folder / "Dockerfile").write_text(f"FROM scratch\nCOPY {copied} /\n")
    (folder / "Dockerfile.dockerignore").write_text(ignored)
    output = f"--output=type=tar,dest={folder}/o.tar"
    arguments = (f"--file={folder}/Dockerfile", output, f"{folder}/context")
    if ask_docker("buildx", "build", *arguments, HOME=str(folder)).code:
        return None
    with tarfile.open(folder / "o.tar") as opened:
        return {member.name: member.size for member in opened if member.isfile()}


def read_as_module(folder: Path, ignored: str) -> tuple[dict[str, str], list[str]]:
    """What the module reads of the context, and the files that it says to be empty."""
    found = read_entries(f"{folder}/context", IgnoreRules(ignored, "ignore file"))
    return dict(found.descriptions), found.unreadable


def test_what_the_user_may_not_read(private: Path) -> None:
    group = Path("/var/run/docker.sock").stat().st_gid
    fork = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(1, mp_context=fork, initializer=become, initargs=(group,)) as other:
        assert other.submit(copy_as_buildkit, private, "a", "").result() == {"a": 1}
        assert other.submit(copy_as_buildkit, private, ".", "").result() is None
        assert other.submit(copy_as_buildkit, private, ".", "closed").result() == {"a": 1, "secret": 0}
        whole, unreadable = other.submit(read_as_module, private, "").result()
        assert other.submit(read_as_module, private, "*\n!a").result()[1] == []
    empty = hashlib.sha256().hexdigest()
    assert whole["secret"] == f"file 0000 {empty}"
    assert whole["closed"] == "folder 0000 unreadable"
    assert unreadable == ["secret"]
