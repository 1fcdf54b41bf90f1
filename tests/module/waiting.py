"""Waiting for something that nobody tells of."""

from __future__ import annotations

import time
from collections.abc import Callable

INTERVAL = 0.1  # seconds between two looks


def wait_until(question: Callable[[], bool], seconds: float) -> bool:
    """Ask until the answer is yes or the seconds are over, and return the last answer."""
    until = time.monotonic() + seconds
    while not question() and time.monotonic() < until:
        time.sleep(INTERVAL)
    return question()
