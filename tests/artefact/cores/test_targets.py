"""The modules on each Python of a target that an ansible-core and the modules support."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.artefact.cores import pythons
from tests.artefact.cores.conftest import Play
from tests.rig.cleanup import PREFIX

pytestmark = pytest.mark.usefixtures("on_the_engine")
PLAYBOOK = Path(__file__).with_name("targets.yml")


@pytest.mark.parametrize("core", pythons.SUPPORTED)
def test_modules_run_on_every_python_of_a_target(core: str, play: Play, tmp_path: Path) -> None:
    here = [python for python in pythons.targets(core) if python in pythons.INTERPRETERS]
    assert here
    hosts = {
        f"python{python}": {
            "ansible_connection": "local",
            "ansible_python_interpreter": pythons.INTERPRETERS[python],
            "image": f"{PREFIX}-{core}-target/{python}",
            "context": str(tmp_path / f"{PREFIX}-{python}"),
        }
        for python in here
    }
    for variables in hosts.values():
        Path(variables["context"]).mkdir()
    inventory = tmp_path / "hosts.yml"
    inventory.write_text(yaml.safe_dump({"all": {"hosts": hosts}}), encoding="utf-8")
    controller = next(python for name, python in reversed(pythons.HERE) if name == core)
    ran = play(core, controller, str(PLAYBOOK), f"--inventory={inventory}", "--forks=2")
    assert ran.code == 0, ran.text[-6000:]
    assert all(f"{host} " in ran.text for host in hosts)
