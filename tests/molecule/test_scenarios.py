"""Every Molecule scenario passes with no step left out, and leaves neither container nor network behind."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.rig.docker import docker

QUICK = "default"  # the application's own images; the others take minutes
NAMES = sorted(path.parent.name for path in (Path(__file__).parents[2] / "molecule").glob("*/molecule.yml"))
SCENARIOS = [pytest.param(name, marks=[] if name == QUICK else [pytest.mark.slow]) for name in NAMES]


@pytest.fixture
def left_behind() -> Callable[[], set[str]]:
    """`left_behind()` gives what the engine holds now: containers, networks and images with a tag."""

    def listing() -> set[str]:
        containers = docker("ps", "--all", "--format=container {{.Names}}")
        networks = docker("network", "ls", "--format=network {{.Name}}")
        images = docker("images", "--format=image {{.Repository}}:{{.Tag}}")
        return {line for listed in (containers, networks, images) for line in listed.splitlines()}

    return listing


@pytest.mark.parametrize("name", SCENARIOS)
def test_scenario(name: str, run: Callable[..., str], left_behind: Callable[[], set[str]], tmp_path: Path) -> None:
    prefix = f"molecule-{secrets.token_hex(3)}"
    environment = {"SOVD_MOLECULE_PREFIX": prefix, "MOLECULE_EPHEMERAL_DIRECTORY": str(tmp_path)}
    output = run("molecule", "test", "--scenario-name", name, live=True, timeout=3600, **environment)
    assert not re.search(r"missing=[1-9]", output), "molecule left out a step because its playbook is missing"
    assert not {thing for thing in left_behind() if prefix in thing}
