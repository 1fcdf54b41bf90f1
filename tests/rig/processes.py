"""The processes of this machine: by their command lines, and by who started them."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


def find_processes(words: str) -> list[str]:
    """Return the command lines of all processes that hold `words`."""
    return [line for line in _command_lines(Path("/proc").glob("[0-9]*")) if words in line]


def _command_lines(folders: Iterable[Path]) -> Iterator[str]:
    for folder in folders:
        with contextlib.suppress(OSError):  # the process ended meanwhile
            yield (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")


def descendants(ancestor: int) -> list[int]:
    """The ids of a process and of all that are below it."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # the process ended meanwhile
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
    found = [ancestor]
    for pid in found:  # grows on the way
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def describe(pid: int) -> str:
    """What a process is and what it waits for."""
    folder = Path("/proc") / str(pid)
    try:
        command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        return f"{pid} {command[:300]} waits in {(folder / 'wchan').read_text()}: {(folder / 'stat').read_text()[:60]}"
    except OSError:
        return f"{pid} ended"


@contextmanager
def watched_command_lines(words: list[str], below: int | None = None) -> Iterator[set[str]]:
    """Collect the command lines that hold one of `words`, of all or of those `below` one, until the block ends.

    Words that other tests use too are looked for below this process alone.
    """
    found: set[str] = set()
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.05):
            pids = [entry.name for entry in Path("/proc").glob("[0-9]*")] if below is None else descendants(below)
            lines = _command_lines(Path("/proc") / str(pid) for pid in pids)
            found.update(line for line in lines if any(word in line for word in words))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield found
    finally:
        done.set()
        watcher.join()
