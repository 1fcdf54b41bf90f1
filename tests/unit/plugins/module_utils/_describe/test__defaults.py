"""The defaults are those of the roles."""

from __future__ import annotations

from pathlib import Path

import yaml
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._defaults import DEFAULTS


def test_defaults_are_those_of_the_roles(root: Path) -> None:
    of_roles = {
        name: value
        for role in ("backend_image", "frontend_image", "nginx_conf")
        for name, value in yaml.safe_load((root / "roles" / role / "defaults" / "main.yml").read_text()).items()
    }
    assert {name: of_roles.get(name, "none") for name in DEFAULTS} == DEFAULTS
