"""Waiting for something that nobody tells of."""

from __future__ import annotations

import time
from collections.abc import Callable

INTERVAL = 0.05  # seconds between two looks


def wait_until(question: Callable[[], bool], seconds: float) -> bool:
    """Ask until the answer is yes or the seconds are over, and return the last answer."""
    end = time.monotonic() + seconds
    while not (answer := question()) and time.monotonic() < end:
        time.sleep(INTERVAL)
    return answer or question()


def until(question: Callable[[], bool], seconds: float, what: str | Callable[[], str]) -> float:
    """Wait for something, and return how long it took; fail, saying what it was, when it takes longer than that."""
    start = time.monotonic()
    while True:
        answer, waited = question(), time.monotonic() - start
        if answer and waited < seconds:
            return waited
        if waited >= seconds:
            raise AssertionError(f"not within {seconds} s: {what if isinstance(what, str) else what()}")
        time.sleep(INTERVAL)
