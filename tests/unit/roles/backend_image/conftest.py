"""The programs that the Dockerfile of a backend runs, imported as they import each other: by their bare names."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PROGRAMS = Path(__file__).parents[4] / "roles" / "backend_image" / "files"


@pytest.fixture(autouse=True)
def programs() -> Iterator[Path]:
    """The folder of the programs, on the import path for one test."""
    sys.path.insert(0, str(PROGRAMS))
    yield PROGRAMS
    sys.path.remove(str(PROGRAMS))
    for path in PROGRAMS.glob("*.py"):
        sys.modules.pop(path.stem, None)
