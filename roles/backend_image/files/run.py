"""Start the command of a container: with PORT and WEB_CONCURRENCY of run time in it, and as an init where asked.

Usage: run.py [--init] COMMAND...; the image carries it, and its entrypoint is this where the command needs it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Mapping, Sequence

EXPANDED = ("PORT", "WEB_CONCURRENCY")
PASSED_ON = (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGUSR1, signal.SIGUSR2)
NOT_FOUND = 127


def expanded(words: Sequence[str], environment: Mapping[str, str]) -> list[str]:
    """Return the words with ${PORT} and ${WEB_CONCURRENCY} replaced; all else stays as it is."""
    result = list(words)
    for name in EXPANDED:
        if name in environment:
            result = [word.replace("${" + name + "}", environment[name]) for word in result]
    return result


def execute(words: Sequence[str]) -> None:
    """Become the command."""
    try:
        os.execvp(words[0], list(words))
    except OSError as error:
        print(f"{words[0]}: {error.strerror}", file=sys.stderr, flush=True)
        os._exit(NOT_FOUND)


def run_as_init(words: Sequence[str]) -> int:
    """Run the command as a child, pass signals on, reap each process that ends; return the status to end with."""
    # A signal that comes before the child is known waits until it can be passed on.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, PASSED_ON)
    child = os.fork()
    if child == 0:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        execute(words)
    passed: list[int] = []

    def pass_on(number: int, _frame: object) -> None:
        passed.append(number)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, number)

    for number in PASSED_ON:
        signal.signal(number, pass_on)
    signal.pthread_sigmask(signal.SIG_SETMASK, before)
    while True:
        ended, status = os.waitpid(-1, 0)
        if ended == child:
            return exit_status(status, passed)


def exit_status(status: int, passed: Sequence[int]) -> int:
    """Return what a shell would; 0 for a command that ends by a signal as it was told to, as uvicorn does at last."""
    if os.WIFEXITED(status):
        return os.WEXITSTATUS(status)
    number = os.WTERMSIG(status)
    return 0 if number in passed else 128 + number


def main() -> None:
    """Start the command that the arguments are."""
    words = sys.argv[1:]
    as_init = words[:1] == ["--init"]
    words = expanded(words[1:] if as_init else words, os.environ)
    if not as_init:
        execute(words)
    sys.exit(run_as_init(words))


if __name__ == "__main__":
    main()
