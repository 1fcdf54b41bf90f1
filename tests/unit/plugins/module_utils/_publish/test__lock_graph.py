"""What locks of pnpm and yarn say that a page needs at run time."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._lock_graph import pnpm_versions, yarn_versions

PNPM = """\
lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      '@shop/ui':
        specifier: workspace:*
        version: link:packages/ui
      react-dom:
        specifier: ^18.2.0
        version: 18.2.0(react@18.2.0)
      alias:
        specifier: npm:real@1
        version: real@1.0.0
    devDependencies:
      vite:
        specifier: 5.0.0
        version: 5.0.0

  packages/ui:
    dependencies:
      '@scope/a':
        specifier: 'catalog:'
        version: 1.2.3

packages:

  react@18.2.0:
    resolution: {integrity: sha512-x==}
    os: [linux]

snapshots:

  '@scope/a@1.2.3': {}

  react-dom@18.2.0(react@18.2.0):
    dependencies:
      react: 18.2.0
    transitivePeerDependencies:
      - supports-color

  react@18.2.0: {}

  real@1.0.0:
    optionalDependencies:
      react: 18.2.0

  vite@5.0.0:
    dependencies:
      esbuild: 0.21.5

  esbuild@0.21.5: {}
"""
FOUND_BY_PNPM = {("@scope/a", "1.2.3"), ("react", "18.2.0"), ("react-dom", "18.2.0"), ("real", "1.0.0")}
CLASSIC = """\
# yarn lockfile v1


"@scope/a@^1.0.0", "@scope/a@^1.2.0":
  version "1.2.3"
  resolved "https://registry.example/a.tgz#1"
  dependencies:
    loose-envify "^1.1.0"
    "@scope/b" "2"

"@scope/b@2":
  version "2.0.0"

alias@npm:real@^1:
  version "1.0.1"

loose-envify@^1.1.0:
  version "1.4.0"
  optionalDependencies:
    patched "^3"

patched@3.1.0:
  version "3.1.0"

vite@^5:
  version "5.0.0"
"""
BERRY = """\
__metadata:
  version: 8

"@scope/a@npm:^1.0.0, @scope/a@npm:^1.2.0":
  version: 1.2.3
  resolution: "@scope/a@npm:1.2.3"
  dependencies:
    "@scope/b": "npm:2"
    loose-envify: "npm:^1.1.0"
  languageName: node

"@scope/b@npm:2":
  version: 2.0.0

"alias@npm:real@^1":
  version: 1.0.1
  resolution: "real@npm:1.0.1"

"loose-envify@npm:^1.1.0":
  version: 1.4.0
  dependencies:
    patched: "npm:^3"

"patched@patch:patched@npm%3A3.1.0#~/fix.patch":
  version: 3.1.0

"own@workspace:*, own@workspace:packages/own":
  version: 0.0.0-use.local
  dependencies:
    vite: "npm:^5"

"vite@npm:^5":
  version: 5.0.0
"""
FOUND_BY_YARN = {
    ("@scope/a", "1.2.3"),
    ("@scope/b", "2.0.0"),
    ("loose-envify", "1.4.0"),
    ("patched", "3.1.0"),
    ("real", "1.0.1"),
}
ROOT: dict[str, Any] = {
    "dependencies": {"own": "workspace:*", "alias": "npm:real@^1"},
    "devDependencies": {"vite": "^5"},
}
OWN: dict[str, Any] = {"name": "own", "dependencies": {"@scope/a": "^1.2.0"}, "devDependencies": {"vite": "^5"}}


def test_pnpm() -> None:
    assert pnpm_versions(PNPM) == FOUND_BY_PNPM


def test_pnpm_without_anything_at_the_root() -> None:
    assert (
        pnpm_versions(PNPM.replace("  .:\n", "  .: {}\n\n  apps/web:\n").replace("link:", "link:../../"))
        == FOUND_BY_PNPM
    )


@pytest.mark.parametrize("lock", [CLASSIC, BERRY], ids=["classic", "berry"])
@pytest.mark.parametrize("manifests", [{"": ROOT, "own": OWN}, {"": {}, "web": ROOT, "own": OWN}], ids=["root", "apps"])
def test_yarn(lock: str, manifests: dict[str, dict[str, Any]]) -> None:
    assert yarn_versions(lock, manifests) == FOUND_BY_YARN


def test_what_lacks_in_a_lock() -> None:
    with pytest.raises(KeyError, match="lost"):
        yarn_versions(CLASSIC, {"": {"dependencies": {"lost": "1"}}})
    with pytest.raises(KeyError):
        pnpm_versions("lockfileVersion: '6.0'\ndependencies:\n  react: 18.2.0\n")
