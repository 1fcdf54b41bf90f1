# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A command that runs long: its output line by line, its timeout, and its end (private to the collection)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from typing import Callable, Iterator

from .._buildkit._errors import ImageError

_CANCEL_TIMEOUT = 10  # seconds that a cancelled build has to clean up
# Has Linux interrupt the command when this process is killed and cannot do it; 1 is PR_SET_PDEATHSIG, 2 is SIGINT. A
# play in the background ignores that, and with it all that it starts.
_DIE_WITH_PARENT = """
import ctypes, os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
getattr(ctypes.CDLL(None), "prctl", lambda *arguments: None)(1, 2)
os.execvp(sys.argv[1], sys.argv[1:])
"""


def run_watched(
    command: list[str], environment: dict[str, str], log_file: str, timeout: int, read: Callable[[str], None]
) -> int:
    """Run one build, pass each line that it prints to `read`, and return its exit code.

    `timeout` is in seconds. The output goes as it comes to `log_file` with `.running` behind its name, which is
    dropped in the end. Raises ImageError at the timeout.
    """
    expired = threading.Event()

    def cancel() -> None:
        expired.set()
        _stop(process)

    running = log_file + ".running"
    with open(running, "w", encoding="utf-8", opener=_private) as log, _unwound_by_signals():
        # run_command has no limit of time, and ends nothing.
        process = subprocess.Popen(  # pylint: disable=ansible-bad-function
            [sys.executable, "-ISc", _DIE_WITH_PARENT, *command], env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", start_new_session=True,
        )  # fmt: skip
        timer = threading.Timer(timeout, cancel)
        timer.start()
        try:
            for line in process.stdout or ():
                log.write(line)
                log.flush()
                read(line.rstrip("\n"))
            process.wait()
        finally:
            timer.cancel()
            _stop(process)
            os.replace(running, log_file)
    if expired.is_set():
        raise ImageError(
            "timeout: the build was cancelled after {0} seconds; raise the timeout, or see {1}".format(
                timeout, log_file
            ),
            log_file=log_file,
        )
    return process.returncode


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


@contextmanager
def _unwound_by_signals() -> Iterator[None]:
    """Turn SIGTERM and SIGHUP into an exception, so that what the block started is stopped."""

    def unwind(number: int, _frame: object) -> None:
        raise KeyboardInterrupt("signal {0}".format(number))

    before = {number: signal.signal(number, unwind) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop(process: subprocess.Popen[str]) -> None:
    """End a build that still runs: SIGINT lets BuildKit cancel its steps, SIGKILL comes when it does not."""
    if process.poll() is not None:
        return
    try:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(_CANCEL_TIMEOUT)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
