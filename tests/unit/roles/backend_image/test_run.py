"""What starts the command of a container, and reaps where it is asked to."""

from __future__ import annotations

import importlib
import signal
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("words", "environment", "result"),
    [
        (["--port", "${PORT}"], {"PORT": "9000"}, ["--port", "9000"]),
        (["0.0.0.0:${PORT}", "${WEB_CONCURRENCY}"], {"PORT": "1", "WEB_CONCURRENCY": "3"}, ["0.0.0.0:1", "3"]),
        (["$PORT", "${HOME}", "{PORT}", ""], {"PORT": "1", "HOME": "/"}, ["$PORT", "${HOME}", "{PORT}", ""]),
        (["${PORT}"], {}, ["${PORT}"]),
    ],
)
def test_words(programs: Path, words: list[str], environment: dict[str, str], result: list[str]) -> None:
    assert programs.is_dir()
    assert importlib.import_module("run").expanded(words, environment) == result


def start(programs: Path, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-I", "-S", str(programs / "run.py"), *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("init", [(), ("--init",)])
@pytest.mark.parametrize(("words", "code"), [(("sh", "-c", "exit 5"), 5), (("true",), 0), (("sovd-absent",), 127)])
def test_it_ends_as_the_command_does(programs: Path, init: tuple[str, ...], words: tuple[str, ...], code: int) -> None:
    with start(programs, *init, *words) as process:
        assert process.wait(120) == code


def test_an_init_passes_signals_on_and_tells_by_which_the_command_ended(programs: Path) -> None:
    with start(programs, "--init", "sh", "-c", "trap 'exit 7' TERM; echo on; while :; do sleep 0.1; done") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "on\n"
        process.send_signal(signal.SIGTERM)
        assert process.wait(120) == 7
    with start(programs, "--init", "sh", "-c", "echo on; exec sleep 600") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "on\n"
        process.send_signal(signal.SIGTERM)
        assert process.wait(120) == 0
    with start(programs, "--init", "sh", "-c", "kill -9 $$") as process:
        assert process.wait(120) == 128 + 9


def test_an_init_passes_on_what_came_while_it_started_the_command(programs: Path) -> None:
    late = f"""
import os, sys, time
sys.path.insert(0, {str(programs)!r})
import run
fork = os.fork
def slow_fork():
    child = fork()
    if child:
        time.sleep(1)
    return child
os.fork = slow_fork
sys.exit(run.run_as_init(["sh", "-c", "trap 'exit 7' TERM; kill -TERM $PPID; while :; do sleep 0.1; done"]))
"""
    with subprocess.Popen([sys.executable, "-I", "-S", "-B", "-c", late]) as process:
        assert process.wait(120) == 7


def test_an_init_outlives_the_orphans_it_reaps(programs: Path) -> None:
    # The orphan of the inner shell becomes a child of run.py only in a container, where that is the first process.
    with start(programs, "--init", "sh", "-c", "(sleep 0.1 &); sleep 0.4; exit 3") as process:
        assert process.wait(120) == 3
