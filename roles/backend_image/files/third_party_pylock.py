"""Take the packages of the source out of a lock of the form of pylock.toml, so that no line of code changes it.

Usage: third_party_pylock.py TARGET FILE. By lines: no Python before 3.11 can read TOML.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

PACKAGE = re.compile(r"^(?=\[\[packages\]\])", re.MULTILINE)
DIRECTORY = re.compile(r"^(?:directory(?:\s*=|\.)|\[packages\.directory\])", re.MULTILINE)


def without_directories(text: str) -> str:
    """Return the text of a lock without the packages that are folders."""
    return "".join(part for part in PACKAGE.split(text) if not DIRECTORY.search(part))


def main() -> None:
    """Write the lock into the folder TARGET."""
    target = Path(sys.argv[1]) / sys.argv[2]
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(without_directories(Path(sys.argv[2]).read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
