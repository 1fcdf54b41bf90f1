"""Which ansible-core runs on which Python, and which of them this machine has."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[3]
LOCKS = ROOT / "requirements" / "cores"


class Pythons(NamedTuple):
    """What one ansible-core supports, by ansible-core's own constants (a test compares them)."""

    controller: tuple[str, ...]
    only_target: tuple[str, ...]


SUPPORTED = {
    "2.17": Pythons(("3.10", "3.11", "3.12"), ("3.7", "3.8", "3.9")),
    "2.18": Pythons(("3.11", "3.12", "3.13"), ("3.8", "3.9", "3.10")),
    "2.19": Pythons(("3.11", "3.12", "3.13"), ("3.8", "3.9", "3.10")),
    "2.20": Pythons(("3.12", "3.13", "3.14"), ("3.9", "3.10", "3.11")),
    "2.21": Pythons(("3.12", "3.13", "3.14"), ("3.9", "3.10", "3.11")),
}
OLDEST_TARGET = (3, 8)  # what the modules are written for


def find_interpreters() -> dict[str, str]:
    """The path of each Python of this machine, by minor version; those of virtual environments do not count."""
    candidates = [shutil.which(f"python3.{minor}", path="/usr/local/bin:/usr/bin") for minor in range(7, 20)]
    candidates += sorted(str(path) for path in (Path.home() / ".pyenv" / "versions").glob("3.*/bin/python"))
    found: dict[str, str] = {}
    for candidate in filter(None, candidates):
        asked = subprocess.run([candidate, "-Im", "venv", "--help"], capture_output=True, text=True, check=False)
        version = subprocess.run([candidate, "--version"], capture_output=True, text=True, check=False).stdout
        if not asked.returncode and (minor := re.match(r"Python (3\.\d+)\.", version)):
            found.setdefault(minor[1], candidate)
    return found


INTERPRETERS = find_interpreters()
# On the controller: every pair that can be run here, and those that cannot.
PAIRS = [(core, python) for core, supported in SUPPORTED.items() for python in supported.controller]
HERE = [(core, python) for core, python in PAIRS if python in INTERPRETERS]
ABSENT = [f"{core} on Python {python}" for core, python in PAIRS if python not in INTERPRETERS]


def targets(core: str) -> list[str]:
    """The Pythons of targets that a core and the modules support."""
    supported = SUPPORTED[core]
    return [
        python
        for python in (*supported.only_target, *supported.controller)
        if tuple(map(int, python.split("."))) >= OLDEST_TARGET
    ]
