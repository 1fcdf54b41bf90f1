"""A command of one's own: its output and exit code, what is missing, what takes too long, and whom it takes along."""

from __future__ import annotations

import tarfile
import time
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._command import Done, output_of, run_command


@pytest.fixture
def cli(tmp_path: Path) -> str:
    """A docker command that runs its last argument as a shell script."""
    path = tmp_path / "docker"
    path.write_text('#!/bin/sh\nfor last in "$@"; do :; done\neval "$last"\n')
    path.chmod(0o755)
    return str(path)


def run(cli: str, script: str, **params: Any) -> Done:
    return run_command({"docker_cli": cli, "argv": ["sh", script], **params})


def test_output_and_exit_code(cli: str) -> None:
    done = run(cli, "echo out; echo; echo err >&2; exit 3")
    assert (done.rc, done.stdout, done.stderr) == (3, "out", "err")
    assert done.problem == "docker sh echo out; echo; echo err >&2; exit 3 ended with 3: err"
    assert run(cli, "echo ok") == Done([cli, "sh", "echo ok"], 0, "ok")


def test_both_streams_may_be_large(cli: str) -> None:
    done = run(cli, "head -c 300000 /dev/zero | tr '\\0' a >&2; head -c 300000 /dev/zero | tr '\\0' b")
    assert (len(done.stdout), len(done.stderr), done.rc) == (300000, 300000, 0)


def test_stdin_is_what_was_given_or_empty(cli: str) -> None:
    assert run(cli, "cat", stdin="grün").stdout == "grün"
    assert run(cli, "cat").stdout == ""
    assert run(cli, "true", stdin="x" * 300000).rc == 0


def test_the_options_of_the_engine_come_first(cli: str) -> None:
    done = run(cli, 'echo "$1 $2 $3 $4"', docker_host="tcp://a:1", validate_certs=True)
    assert done.stdout == "--host tcp://a:1 --tlsverify sh"


def test_the_environment_is_handed_on(cli: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_OF_THE_TASK", "x1")
    done = run(cli, 'echo "$SECRET_OF_THE_TASK $DOCKER_CLI_HINTS"')
    assert done.stdout == "x1 false"
    assert "x1" not in str(done.command)


def test_a_missing_program_ends_with_127() -> None:
    done = run_command({"docker_cli": "/nowhere/docker", "argv": ["version"]})
    assert done.rc == 127
    assert done.problem.startswith("docker_cli: found no command '/nowhere/docker' on the target; install ")
    assert done.stderr == done.problem


def test_a_missing_certificate_is_named(cli: str) -> None:
    done = run(cli, "true", ca_path="/nowhere/ca.pem")
    assert (done.rc, done.stdout) == (1, "")
    assert done.problem == "ca_path: found no file /nowhere/ca.pem; name a readable PEM file on the target"


def test_an_engine_that_cannot_be_reached_is_explained(cli: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "tcp://elsewhere")
    done = run(cli, "echo 'Cannot connect to the Docker daemon at x' >&2; exit 1")
    assert done.problem.startswith("docker_host: found no engine that answers (tcp://elsewhere: Cannot connect")


def test_what_takes_too_long_is_ended_with_all_that_it_started(cli: str, tmp_path: Path) -> None:
    started = time.monotonic()
    done = run(cli, f"sleep 60 & echo $! > {tmp_path}/pid; echo begun; wait", timeout=3)
    assert time.monotonic() - started < 50
    assert (done.rc, done.stdout) == (124, "begun")
    assert done.stderr.endswith("did not end within 3 s")
    status = Path("/proc", (tmp_path / "pid").read_text().strip(), "status")
    while status.exists() and "State:\tZ" not in status.read_text():  # the kernel ends what was killed a moment later
        assert time.monotonic() - started < 55
        time.sleep(0.01)


def test_what_answers_in_time_may_take_longer(cli: str) -> None:
    assert run(cli, "echo begun; sleep 4; echo ended", answer_timeout=3).stdout == "begun\nended"
    done = run(cli, "sleep 60; echo late", answer_timeout=1)
    assert (done.rc, done.stdout) == (124, "")
    assert done.problem.endswith("printed nothing within 1 s")


def test_output_as_a_stream(cli: str) -> None:
    with output_of({"docker_cli": cli}, ["image", "head -c 200000 /dev/zero"]) as stream:
        assert stream.read(1) == b"\0"


def test_a_stream_whose_command_fails_is_an_error(cli: str) -> None:
    with (
        pytest.raises(ImageError, match="docker image echo half; echo gone >&2; exit 2 ended with 2: gone"),
        output_of({"docker_cli": cli}, ["image", "echo half; echo gone >&2; exit 2"]) as stream,
    ):
        assert stream.read() == b"half\n"


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo no engine >&2; exit 1", "ended with 1: no engine"),
        ("echo half", r"ended with 0: its archive cannot be read \("),
    ],
)
def test_an_archive_that_breaks_off_is_told_in_the_words_of_the_command(cli: str, script: str, said: str) -> None:
    with pytest.raises(ImageError, match=said), output_of({"docker_cli": cli}, ["image", script]) as stream:
        tarfile.open(fileobj=stream, mode="r|").close()
