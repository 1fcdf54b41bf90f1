"""What Galaxy and Automation Hub run on an upload has nothing to say, and execution environments take it as it is."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.rig.locked_venv import locked_venv

# What Automation Hub demands on top of Galaxy.
STRICT = {"CHECK_REQUIRED_TAGS": "true", "REQUIRE_V1_OR_GREATER": "true", "RUN_FLAKE8": "false"}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def judges(root: Path) -> Path:
    """The Python of an environment with galaxy-importer and ansible-builder."""
    return locked_venv(root / "build" / "galaxy-importer", root / "requirements" / "galaxy-importer.txt")


def ask(python: Path, *argv: str | Path, cwd: Path, **environment: str) -> str:
    """What a tool of that environment says, on both streams."""
    settings = {"PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}", "ANSIBLE_HOME": str(cwd), **environment}
    done = subprocess.run(
        [python, *argv], cwd=cwd, env={**os.environ, **settings}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, check=False, timeout=1800,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:]
    return done.stdout


def test_the_importer_has_nothing_to_say(judges: Path, artefact: Path, tmp_path: Path) -> None:
    strict = {f"GALAXY_IMPORTER_{name}": value for name, value in STRICT.items()}
    said = ask(judges, "-m", "galaxy_importer.main", artefact, cwd=tmp_path, **strict)
    assert "Importer processing completed successfully" in said, said
    assert (tmp_path / "importer_result.json").is_file()
    complaints = [line for line in said.splitlines() if line.startswith(("ERROR", "WARNING", "CRITICAL"))]
    assert not complaints, said


def test_execution_environments_need_nothing_more(judges: Path, installed: Path, tmp_path: Path) -> None:
    said = ask(judges, "-m", "ansible_builder", "introspect", installed, cwd=tmp_path)
    assert "python: []" in said, said
    assert "system: []" in said, said
