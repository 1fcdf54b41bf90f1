"""The processes of this machine: by their command lines, and by who started them."""

from __future__ import annotations

import contextlib
from pathlib import Path


def find_processes(words: str) -> list[str]:
    """Return the command lines of all processes that hold `words`."""
    lines = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(path.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:  # the process ended meanwhile
            continue
    return [line for line in lines if words in line]


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
