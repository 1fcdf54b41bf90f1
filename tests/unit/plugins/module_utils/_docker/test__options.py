"""The options that reach an engine are those that the modules document."""

from __future__ import annotations

import yaml
from ansible_collections.sovd.prod_images.plugins.doc_fragments.engine import ModuleDocFragment
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._options import ENGINE_CONFLICTS, ENGINE_OPTIONS


def test_documentation() -> None:
    documented = yaml.safe_load(ModuleDocFragment.DOCUMENTATION)["options"]
    for option in documented.values():
        del option["description"]
    assert documented == ENGINE_OPTIONS


def test_conflicts_are_between_options() -> None:
    assert {name for pair in ENGINE_CONFLICTS for name in pair} <= ENGINE_OPTIONS.keys()
