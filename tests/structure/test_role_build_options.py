"""Both image roles give their users the same options of the build, and all that image_build has."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.sovd.prod_images.plugins.modules.image_build import argument_spec
from ansible_collections.sovd.prod_images.plugins.plugin_utils._role_rules.build_options import (
    RENDERED,
    VARIABLES,
    handed_on,
)

ROOT = Path(__file__).parents[2]
ROLES = ("backend_image", "frontend_image")
# Who listens and who answers, whose files have times that tell them apart, and which steps get the secrets.
OTHER_MEANING = {"port", "health_path", "source_date_epoch", "secrets", "secret_targets", "secret_env"}


def load(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def options(role: str) -> dict[str, Any]:
    """The options of a role by their names without the role's, and with one name for both roles in their texts."""
    spec = load(f"roles/{role}/meta/argument_specs.yml")["argument_specs"]["main"]["options"]
    found: dict[str, Any] = json.loads(re.sub(rf"\b{role}\b|\b{role}_", "ROLE_", json.dumps(spec)))
    return {name.removeprefix("ROLE_"): option for name, option in found.items()}


def build_task() -> dict[str, Any]:
    (task,) = (task for task in load("roles/_image/tasks/build.yml") if "sovd.prod_images.image_build" in task)
    return dict(task)


def test_shared_options_are_equal() -> None:
    backend, frontend = (options(role) for role in ROLES)
    shared = backend.keys() & frontend.keys()
    assert set(VARIABLES.values()) <= shared
    differing = {
        f"{name}.{key}": (backend[name].get(key), frontend[name].get(key))
        for name in shared
        for key in {*backend[name], *frontend[name]} - {"default"}
        if backend[name].get(key) != frontend[name].get(key) and (key, name in OTHER_MEANING) != ("description", True)
    }
    assert not differing, f"(backend_image, frontend_image) differ: {differing}"
    shapes = {name: (backend[name].get("default"), frontend[name].get("default")) for name in shared}
    assert not {name: pair for name, pair in shapes.items() if type(pair[0]) is not type(pair[1])}


def test_every_option_of_image_build_can_be_reached() -> None:
    task = build_task()
    by_name = set(task["sovd.prod_images.image_build"])
    assert by_name == {*VARIABLES, *RENDERED} - {"dockerfile_content", "dockerignore_content"}, (
        "rendered_files has both"
    )
    assert {*VARIABLES, *RENDERED} | handed_on().keys() == argument_spec().keys()
    assert task["module_defaults"] == {"group/sovd.prod_images.build_options": "{{ _image_build_options }}"}
    assert load("meta/runtime.yml")["action_groups"]["build_options"] == ["image_build"]


@pytest.mark.parametrize("role", ROLES)
def test_options_have_the_type_that_the_module_takes(role: str) -> None:
    module, own = argument_spec(), options(role)
    # The role takes an empty text for no time at all.
    differing = {
        option: (own[variable]["type"], module[option]["type"])
        for option, variable in VARIABLES.items()
        if variable not in ("render_dir", "source_date_epoch") and own[variable]["type"] != module[option]["type"]
    }
    assert not differing, f"(role, module) differ: {differing}"
    choices = {
        option: (own[variable]["choices"], module[option]["choices"])
        for option, variable in VARIABLES.items()
        if "choices" in own[variable] and "choices" in module[option]
        if own[variable]["choices"] != module[option]["choices"]
    }
    assert not choices, f"(role, module) differ: {choices}"


def test_each_role_describes_its_image_as_the_private_role_says() -> None:
    readme = (ROOT / "roles/_image/README.md").read_text(encoding="utf-8")
    documented = re.findall(r"^\| `([a-z_]+)` \| (?:list|dict|str)", readme, re.MULTILINE)
    for role in ROLES:
        description = load(f"roles/{role}/vars/main.yml")[f"_{role}_description"]
        assert sorted(description) == sorted(documented), f"_{role}_description"
