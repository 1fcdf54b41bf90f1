"""A command that runs long: its lines, its end, and what stays of it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._watched_command import run_watched


def run(folder: Path, script: str, timeout: int = 30) -> tuple[int, list[str]]:
    lines: list[str] = []
    code = run_watched(["/bin/sh", "-c", script], dict(os.environ), str(folder / "log"), timeout, lines.append)
    return code, lines


@pytest.mark.parametrize("code", [0, 3])
def test_lines_and_exit_code(code: int, tmp_path: Path) -> None:
    assert run(tmp_path, f"echo one; echo two >&2; printf three; exit {code}") == (code, ["one", "two", "three"])
    assert (tmp_path / "log").read_text() == "one\ntwo\nthree"
    assert (tmp_path / "log").stat().st_mode & 0o777 == 0o600


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    assert run(tmp_path, r"printf '\377\n'") == (0, ["\ufffd"])


def test_command_reads_nothing(tmp_path: Path) -> None:
    assert run(tmp_path, "cat; echo end") == (0, ["end"])


def test_log_has_another_name_while_it_runs(tmp_path: Path) -> None:
    assert run(tmp_path, f"ls {tmp_path}") == (0, ["log.running"])
    assert [path.name for path in tmp_path.iterdir()] == ["log"]


@pytest.fixture(params=[signal.default_int_handler, signal.SIG_IGN], ids=["foreground", "background"])
def interrupts(request: pytest.FixtureRequest) -> Iterator[None]:
    """A play in the foreground hears SIGINT, one in the background ignores it."""
    before = signal.signal(signal.SIGINT, request.param)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interrupts")
def test_timeout(tmp_path: Path) -> None:
    started = time.monotonic()
    with pytest.raises(ImageError, match=r"^timeout: the build was cancelled after 3 seconds; ") as raised:
        run(tmp_path, "echo begun; sleep 60", timeout=3)
    assert time.monotonic() - started < 50
    assert raised.value.details == {"log_file": f"{tmp_path}/log"}
    assert (tmp_path / "log").read_text() == "begun\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_signal_ends_the_command_and_handlers_come_back(number: signal.Signals, tmp_path: Path) -> None:
    before = signal.getsignal(number)
    command = ["/bin/sh", "-c", "echo begun; sleep 60; echo never"]
    # At the first line, since by then the signal is expected; it would end the tests otherwise.
    with pytest.raises(KeyboardInterrupt, match=rf"^signal {int(number)}$"):
        run_watched(command, dict(os.environ), f"{tmp_path}/log", 300, lambda _line: os.kill(os.getpid(), number))
    assert signal.getsignal(number) is before
    assert (tmp_path / "log").read_text() == "begun\n"
