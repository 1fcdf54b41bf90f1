"""The processes of this machine, by their command lines."""

from __future__ import annotations

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
