"""Lists and mappings of pnpm-workspace.yaml."""

from __future__ import annotations

import pytest
import yaml
from ansible_collections.sovd.prod_images.plugins.module_utils._node_project._pnpm_settings import items, pairs

TEXT = """\
# of a shop
packages:
  # all of them
  - 'packages/*'   # and none below
  - "apps/*"
  - tools

onlyBuiltDependencies: [esbuild, '@swc/core']
patchedDependencies:
  nanoid@5.1.5: patches/nanoid@5.1.5.patch
  '@scope/x@1.0.0': "patches/x.patch" # ours
allowBuilds:
  esbuild: true
  core-js: false
"""


@pytest.mark.parametrize("name", ["packages", "onlyBuiltDependencies"])
def test_lists_are_what_yaml_says(name: str) -> None:
    assert items(TEXT, name) == yaml.safe_load(TEXT)[name]


def test_a_list_without_indentation() -> None:
    assert items("packages:\n- a\n- b\nother: 1\n", "packages") == ["a", "b"]


@pytest.mark.parametrize("name", ["patchedDependencies", "allowBuilds"])
def test_mappings_are_what_yaml_says(name: str) -> None:
    said = yaml.safe_load(TEXT)[name]
    assert pairs(TEXT, name) == {
        key: str(value).lower() if isinstance(value, bool) else value for key, value in said.items()
    }


def test_what_is_not_there() -> None:
    assert (items(TEXT, "catalog"), pairs(TEXT, "overrides"), items("", "packages")) == ([], {}, [])
