"""Signals as a shell in the foreground hands them on, whatever the tests themselves were started by."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def heard() -> Iterator[None]:
    """Let commands that are started in the block hear SIGINT, which a job in the background ignores.

    What a process ignores, its children ignore as well; what it handles, they do by default.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def interrupt_group(process: subprocess.Popen[bytes]) -> None:
    """Send what Ctrl-C sends to all that a terminal started."""
    os.killpg(process.pid, signal.SIGINT)
