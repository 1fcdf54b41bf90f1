"""Build and verify by the installed artefact: each ansible-core, on each of its Pythons that this machine has."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

import pytest
import yaml

from tests.artefact.cores import pythons
from tests.artefact.cores.conftest import Ran

pytestmark = pytest.mark.usefixtures("on_the_engine")
CONSTANTS = "import json; from ansible_test._util.target.common.constants import {0} as them; print(json.dumps(them))"


def changed(text: str) -> dict[str, int]:
    """How many changes the recap counts for each host."""
    return {host: int(number) for host, number in re.findall(r"^(\S+) +: ok=\d+ +changed=(\d+)", text, re.MULTILINE)}


@pytest.mark.parametrize(("core", "python"), pythons.HERE)
def test_the_public_playbooks_build_and_verify(
    core: str, python: str, shop_runs: dict[tuple[str, str], Future[list[Ran]]]
) -> None:
    first, second, verified = shop_runs[core, python].result()
    assert first.code == 0, first.text[-6000:]
    assert changed(first.text)["localhost"] > 0, first.text[-3000:]
    assert second.code == 0, second.text[-6000:]
    assert changed(second.text) == {"localhost": 0}, second.text[-3000:]
    assert verified.code == 0, verified.text[-6000:]
    for warning in ("[WARNING]", "[DEPRECATION"):
        assert warning not in first.text + second.text + verified.text, first.text + second.text + verified.text


def test_every_core_has_a_python_here(record_property: Callable[[str, object], None]) -> None:
    without = set(pythons.SUPPORTED) - {core for core, _ in pythons.HERE}
    assert not without, f"no Python of this machine runs ansible-core {sorted(without)}"
    record_property("not on this machine", ", ".join(pythons.ABSENT))


def test_the_lowest_core_is_the_declared_one(root: Path) -> None:
    runtime = yaml.safe_load((root / "meta" / "runtime.yml").read_text(encoding="utf-8"))
    assert runtime["requires_ansible"] == f">={next(iter(pythons.SUPPORTED))}.0"
    assert {lock.stem for lock in pythons.LOCKS.glob("*.txt")} == set(pythons.SUPPORTED)


@pytest.mark.parametrize("core", pythons.SUPPORTED)
def test_supported_pythons_are_those_of_the_core(core: str, core_python: Callable[[str, str], Path]) -> None:
    python = core_python(core, next(version for name, version in pythons.HERE if name == core))
    said = {
        name: json.loads(subprocess.run([python, "-c", CONSTANTS.format(name)], capture_output=True, check=True).stdout)
        for name in ("CONTROLLER_PYTHON_VERSIONS", "REMOTE_ONLY_PYTHON_VERSIONS")
    }
    assert tuple(said["CONTROLLER_PYTHON_VERSIONS"]) == pythons.SUPPORTED[core].controller
    assert tuple(said["REMOTE_ONLY_PYTHON_VERSIONS"]) == pythons.SUPPORTED[core].only_target
