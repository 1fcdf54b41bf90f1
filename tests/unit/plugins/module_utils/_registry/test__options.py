"""The options that reach a registry are those that are documented."""

from __future__ import annotations

import yaml
from ansible_collections.sovd.prod_images.plugins.doc_fragments.registry import ModuleDocFragment
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._options import REGISTRY_OPTIONS


def test_each_option_is_documented() -> None:
    documented = yaml.safe_load(ModuleDocFragment.DOCUMENTATION)["options"]
    assert documented.keys() == REGISTRY_OPTIONS.keys()


def test_the_password_is_hidden() -> None:
    assert [name for name, option in REGISTRY_OPTIONS.items() if option.get("no_log")] == ["registry_password"]
