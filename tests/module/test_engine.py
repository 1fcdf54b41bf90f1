"""The command line of the engine: when it does not answer, does not end, or loses who started it."""

from __future__ import annotations

import multiprocessing
import os
import secrets
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._docker import _engine, _watched_command
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._buildx import build
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._engine import Engine

from tests.rig.processes import find_processes
from tests.rig.waiting import until, wait_until

STUBBORN = """\
#!/bin/sh
trap '' INT TERM
echo "#1 [1/1] RUN never"
sleep 87 & wait
sleep 87
"""


def test_engine_that_does_not_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_engine, "_ANSWER_TIMEOUT", 1)
    address = f"unix://{tmp_path}/s"
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(f"{tmp_path}/s")
        silent.listen()
        with pytest.raises(ImageError) as raised:
            Engine({"docker_host": address}).inspect(["a"])
    assert str(raised.value).startswith(f"docker_host: the engine (--host {address}) did not answer 'image inspect'")
    assert "start it again" in str(raised.value)


def test_names_that_no_image_can_have(docker: Callable[..., str]) -> None:
    names = ["a-$TARGETARCH", "python:3.11-slim", "No/Image", "image-build-test-none"]
    found = Engine({}).inspect(names)
    assert list(found) == names
    assert [name for name in names if found[name]] == ["python:3.11-slim"]
    document = found["python:3.11-slim"]
    assert document is not None
    assert document["Id"] == docker("image", "inspect", "--format={{.Id}}", "python:3.11-slim")


def test_builder_that_ignores_the_timeout_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_watched_command, "_CANCEL_TIMEOUT", 1)
    (tmp_path / "docker").write_text(STUBBORN)
    (tmp_path / "docker").chmod(0o755)
    lines: list[str] = []
    started = time.monotonic()
    engine = Engine({"docker_cli": f"{tmp_path}/docker"})
    with pytest.raises(ImageError, match=r"^timeout: the build was cancelled after 5 seconds"):
        build(engine, [], {}, log_file=f"{tmp_path}/log", timeout=5, read=lines.append)
    assert time.monotonic() - started < 60, "the command takes 87 seconds"
    assert lines == ["#1 [1/1] RUN never"]
    assert (tmp_path / "log").read_text() == "#1 [1/1] RUN never\n"


def build_in_vain(folder: Path) -> None:
    # A shell that runs the tests in the background lets them ignore SIGINT, and a fork inherits that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    build(Engine({}), [str(folder)], {}, log_file=f"{folder}/log", timeout=900, read=print)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda number: number.name)
def test_build_ends_with_who_started_it(number: signal.Signals, tmp_path: Path) -> None:
    step = f"sleep 88{secrets.randbelow(10**9):09}"  # seconds, another number in each run
    (tmp_path / "Dockerfile").write_text(f"FROM python:3.11-slim\nRUN {step}\n")
    parent = multiprocessing.get_context("fork").Process(target=build_in_vain, args=(tmp_path,))
    parent.start()
    assert parent.pid is not None
    log = tmp_path / "log.running"
    until(lambda: any(line.startswith(step) for line in find_processes(step)), 600, log.read_text)
    os.kill(parent.pid, number)
    parent.join(120)
    assert not parent.is_alive()
    assert wait_until(lambda: not find_processes(str(tmp_path)), 60), find_processes(str(tmp_path))
    assert wait_until(lambda: not find_processes(step), 60), find_processes(step)
