"""What is wrong with a role's defaults and some values on top, by its own spec and rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from ansible_collections.sovd.prod_images.plugins.plugin_utils._role import find_problems
from ansible_collections.sovd.prod_images.plugins.plugin_utils._role_rules import ROLES, rules_of

FOLDER = Path(__file__).parents[5] / "roles"
# What has no default.
NEEDED = {
    "backend_image_source": "/srv/backend",
    "frontend_image_source": "/srv/frontend",
    "image_publish_image": "app",
    "image_publish_name": "registry.example/app",
    "image_publish_tags": ["1"],
    "image_verify_image": "app",
}


def options(role: str) -> dict[str, Any]:
    spec = yaml.safe_load((FOLDER / role / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))
    found: dict[str, Any] = spec["argument_specs"]["main"]["options"]
    return found


OPTIONS = {role: options(role) for role in ROLES}


def problems(role: str, values: dict[str, Any], source: dict[str, Any] | None = None) -> list[str]:
    """What is wrong with the role's defaults and these `values` on top."""
    defaults = {name: option["default"] for name, option in OPTIONS[role].items() if "default" in option}
    needed = {name: value for name, value in NEEDED.items() if name.startswith(role)}
    given = {**defaults, **needed, **values}
    messages: list[str] = find_problems(role, rules_of(role), OPTIONS[role], given, source or {})
    return messages
