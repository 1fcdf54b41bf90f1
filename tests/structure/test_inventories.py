"""The inventories say what differs between environments at run time, once, and nothing that an image is made of."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

INVENTORIES = {
    path.parents[1].name: path for path in (Path(__file__).parents[2] / "inventories").glob("*/group_vars/*.yml")
}
SAID = {name: yaml.safe_load(path.read_text(encoding="utf-8")) for name, path in INVENTORIES.items()}
SETTINGS = ("backend_environment", "frontend_environment")


@pytest.mark.parametrize("name", SAID)
def test_an_environment_sets_no_variable_of_a_role(name: str) -> None:
    assert set(SAID[name]) == set(SETTINGS)


@pytest.mark.parametrize("setting", SETTINGS)
def test_only_what_differs_is_said(setting: str) -> None:
    staging, production = (SAID[name][setting] for name in ("staging", "production"))
    assert staging.keys() == production.keys()
    assert not [name for name in staging if staging[name] == production[name]]
