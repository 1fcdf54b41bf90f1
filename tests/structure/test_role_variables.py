"""A role's defaults and its argument spec say the same: keys, values and types; each name carries its role."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

# A private role has no variables of a user's.
ROLES = sorted((Path(__file__).parents[2] / "roles").glob("[!_]*/"))
TYPES: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "path": (str,),
    "raw": (str, int, float, bool, list, dict),
    "bool": (bool,),
    "int": (int,),
    "float": (float, int),
    "list": (list,),
    "dict": (dict,),
}


def load(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


def spec_of(role: Path) -> dict[str, Any]:
    spec: dict[str, Any] = load(role / "meta" / "argument_specs.yml")["argument_specs"]["main"]
    return spec


def has_type(value: object, name: str) -> bool:
    """Whether a literal is of an argument type, a boolean not being taken for a number."""
    if isinstance(value, bool) and name not in ("bool", "raw"):
        return False
    return isinstance(value, TYPES[name])


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_defaults_equal_the_argument_spec(role: Path) -> None:
    defaults = load(role / "defaults" / "main.yml")
    options = spec_of(role)["options"]
    promised = {name: option["default"] for name, option in options.items() if "default" in option}
    assert sorted(defaults) == sorted(promised), "a default is missing on one side"
    told_apart = {
        name: (value, promised[name])
        for name, value in defaults.items()
        if value != promised[name] or type(value) is not type(promised[name])
    }
    assert not told_apart, f"(defaults/main.yml, argument_specs.yml) differ: {told_apart}"


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_defaults_have_the_type_of_their_option(role: Path) -> None:
    wrong = {
        name: (option["type"], option["default"])
        for name, option in spec_of(role)["options"].items()
        if "default" in option and not has_type(option["default"], option["type"])
    }
    assert not wrong, f"(type, default) do not fit: {wrong}"
    elements = {
        name: (option.get("elements"), item)
        for name, option in spec_of(role)["options"].items()
        if option["type"] == "list"
        for item in option.get("default", [])
        if not has_type(item, option["elements"])
    }
    assert not elements, f"(elements, item) do not fit: {elements}"


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_defaults_are_literals(role: Path) -> None:
    computed = [name for name, value in load(role / "defaults" / "main.yml").items() if "{{" in str(value)]
    assert not computed, f"defaults that are computed belong into vars/main.yml: {computed}"


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_every_variable_carries_its_role(role: Path) -> None:
    foreign = [name for name in spec_of(role)["options"] if not name.startswith(f"{role.name}_")]
    assert not foreign, f"variables that do not begin with {role.name}_: {foreign}"


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_every_option_is_explained(role: Path) -> None:
    for name, spec in load(role / "meta" / "argument_specs.yml")["argument_specs"].items():
        assert spec.get("short_description"), f"the entry point {name} has no short_description"
        assert spec.get("description"), f"the entry point {name} has no description"
        silent = [
            option
            for option, told in spec["options"].items()
            if not told.get("type") or not str(told.get("description", "")).strip()
        ]
        assert not silent, f"options of {name} without a type or a description: {silent}"
