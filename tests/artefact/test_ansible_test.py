"""`ansible-test` finds nothing in the artefact, with no ignore file, and its unit tests pass under its own loader."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.artefact import sanity

PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
OPTIONS = ("--venv", "--python", PYTHON, "--color", "no")


@pytest.fixture(scope="module")
def extracted(root: Path, artefact: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The artefact's files as ansible-test demands them."""
    sanity.bootstrap_pip(Path(sys.executable), PYTHON)
    return sanity.extract(artefact, root / ".gitignore", tmp_path_factory.mktemp("sanity"))


def test_sanity(extracted: Path, run: Callable[..., str]) -> None:
    listed = sanity.listed(run("ansible-test", "sanity", "--list-tests", cwd=extracted))
    assert listed
    ran = sanity.ran(run("ansible-test", "sanity", *OPTIONS, cwd=extracted, live=True, timeout=900))
    assert ran == listed, f"never ran: {sorted(listed - ran)}"


@pytest.mark.slow  # make test runs them on the tree itself
def test_units(extracted: Path, run: Callable[..., str]) -> None:
    output = run("ansible-test", "units", *OPTIONS, cwd=extracted, live=True, timeout=600)
    counted = re.search(r"(\d+) passed", output)
    assert counted, "ansible-test did not say how many tests passed"
    assert int(counted[1]) > 0
