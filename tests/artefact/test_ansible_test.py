"""`ansible-test` finds nothing in the artefact, with no ignore file, and its unit tests pass under its own loader."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.artefact import sanity

PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
# All of them take minutes here, where each runs in a process of its own: `make sanity` sets this.
UNITS = (
    ()
    if os.environ.get("ANSIBLE_TEST_UNITS") == "all"
    else ("tests/unit/plugins/module_utils/_registry/", "tests/unit/plugins/test/")
)
LEAST_UNITS = 2000
OPTIONS = ("--venv", "--python", PYTHON, "--color", "no")


@pytest.fixture(scope="module")
def extracted(root: Path, artefact: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The artefact's files as ansible-test demands them."""
    sanity.bootstrap_pip(Path(sys.executable), PYTHON)
    return sanity.extract(artefact, root / ".gitignore", tmp_path_factory.mktemp("sanity"))


@pytest.fixture
def sanity_of(extracted: Path, run: Callable[..., str]) -> Callable[..., set[str]]:
    """`sanity_of(*options)` runs the sanity tests that the options leave, and gives their names."""

    def run_sanity(*options: str) -> set[str]:
        return sanity.ran(run("ansible-test", "sanity", *OPTIONS, *options, cwd=extracted, live=True, timeout=3600))

    return run_sanity


def test_sanity_without_pylint(extracted: Path, run: Callable[..., str], sanity_of: Callable[..., set[str]]) -> None:
    listed = sanity.listed(run("ansible-test", "sanity", "--list-tests", cwd=extracted))
    assert "pylint" in listed
    ran = sanity_of("--skip-test", "pylint")
    assert ran == listed - {"pylint"}, f"never ran: {sorted(listed - ran)}"


@pytest.mark.slow
def test_pylint(sanity_of: Callable[..., set[str]]) -> None:
    """It takes twice as long as all other sanity tests together, and ruff has read the same files in `make test`."""
    assert sanity_of("--test", "pylint") == {"pylint"}


@pytest.mark.slow
def test_units(extracted: Path, run: Callable[..., str]) -> None:
    """All are collected, so each module is imported under this loader; `make test` runs them all on the tree itself."""
    collected = run("ansible-test", "units", *OPTIONS, "--collect-only", cwd=extracted)
    assert sum(map(int, re.findall(r"(\d+) tests collected", collected))) > LEAST_UNITS, collected[-3000:]
    output = run("ansible-test", "units", *OPTIONS, *UNITS, cwd=extracted, live=True, timeout=3600)
    counted = re.search(r"(\d+) passed", output)
    assert counted, "ansible-test did not say how many tests passed"
    assert int(counted[1]) > 0
