"""Each module says what it takes, shows it, and is proven by a Molecule scenario."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._options import ENGINE_OPTIONS

ROOT = Path(__file__).parents[2]
# Not in the action group: they talk to no engine, and module_defaults of the group would hand them options of one.
WITHOUT_ENGINE = {
    "application_description",
    "image_promote",
    "node_project",
    "python_project",
    "rendered_files",
}
MODULES = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("*.py") if path.stem != "__init__")


class SpecRecordedError(Exception):
    """Ends a module's main() as soon as its argument spec is known."""


def argument_spec(name: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    module = importlib.import_module(f"ansible_collections.sovd.prod_images.plugins.modules.{name}")
    recorded: dict[str, Any] = {}

    def record(argument_spec: dict[str, Any], **_more: object) -> None:
        recorded.update(argument_spec)
        raise SpecRecordedError

    monkeypatch.setattr(module, "AnsibleModule", record)
    with pytest.raises(SpecRecordedError):
        module.main()
    return recorded


def outline(options: dict[str, Any], children: str) -> dict[str, Any]:
    """What a spec and a documentation must agree on; `children` is where each keeps its sub-options."""
    return {
        name: {
            "type": option.get("type", "str"),
            "elements": option.get("elements"),
            "choices": option.get("choices"),
            "default": option.get("default"),
            "required": option.get("required", False),
            "aliases": sorted(option.get("aliases", [])),
            "options": outline(option.get(children) or {}, children),
        }
        for name, option in options.items()
    }


@pytest.fixture(scope="module")
def documentation(run: Callable[..., str]) -> dict[str, Any]:
    names = [f"sovd.prod_images.{name}" for name in MODULES]
    found: dict[str, Any] = json.loads(
        run(
            "ansible-doc",
            "--type",
            "module",
            "--json",
            *names,
            ANSIBLE_COLLECTIONS_PATH=str(ROOT / "playbooks" / "collections"),
        )
    )
    return {name.rpartition(".")[2]: found[name] for name in names}


@pytest.mark.parametrize("name", MODULES)
def test_documented_options_equal_the_argument_spec(
    name: str, documentation: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    documented = outline(documentation[name]["doc"]["options"], "suboptions")
    assert documented == outline(argument_spec(name, monkeypatch), "options")


@pytest.mark.parametrize("name", MODULES)
def test_module_has_an_example_and_a_return(name: str, documentation: dict[str, Any]) -> None:
    examples = yaml.safe_load(documentation[name]["examples"])
    used = [task for task in examples if f"sovd.prod_images.{name}" in task]
    assert used, "EXAMPLES never call the module by its full name"
    assert documentation[name]["return"], "RETURN is empty"


@pytest.mark.parametrize("name", MODULES)
def test_module_is_used_by_a_scenario(name: str) -> None:
    callers = [*(ROOT / "molecule").rglob("*.yml"), *(ROOT / "roles").rglob("tasks/*.yml")]
    callers += (ROOT / "playbooks").glob("*.yml")  # each has a test
    assert any(f"sovd.prod_images.{name}:" in path.read_text(encoding="utf-8") for path in callers)


def test_the_action_group_holds_every_module_that_takes_its_options(monkeypatch: pytest.MonkeyPatch) -> None:
    runtime = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text(encoding="utf-8"))
    assert sorted({*runtime["action_groups"]["docker"], *WITHOUT_ENGINE}) == MODULES
    taking = [name for name in MODULES if ENGINE_OPTIONS.keys() <= argument_spec(name, monkeypatch).keys()]
    assert sorted(runtime["action_groups"]["docker"]) == taking
