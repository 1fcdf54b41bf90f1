"""The collection's own metadata: addresses, dependencies, licences, and no folder that Ansible does not know."""

from __future__ import annotations

from pathlib import Path

import yaml

ADDRESSES = ("repository", "documentation", "homepage", "issues")
# Of ansible-core's own loaders, and plugin_utils for what they share on the controller.
PLUGIN_FOLDERS = {"action", "doc_fragments", "filter", "module_utils", "modules", "plugin_utils", "test"}
SPDX = "# SPDX-License-Identifier: GPL-3.0-or-later\n"


def test_galaxy_says_where_everything_is(root: Path) -> None:
    galaxy = yaml.safe_load((root / "galaxy.yml").read_text(encoding="utf-8"))
    assert all(galaxy[key].startswith("https://") for key in ADDRESSES)
    assert galaxy["tags"]
    assert galaxy["license"] == ["GPL-3.0-or-later"]
    assert "license_file" not in galaxy, "Galaxy takes one of the two"
    assert (root / "LICENSE").read_text(encoding="utf-8").lstrip().startswith("GNU GENERAL PUBLIC LICENSE")


def test_execution_environments_get_nothing_for_development(root: Path) -> None:
    needed = yaml.safe_load((root / "meta" / "execution-environment.yml").read_text(encoding="utf-8"))["dependencies"]
    assert set(needed) == {"python", "system"}
    for file in needed.values():
        lines = (root / file).read_text(encoding="utf-8").splitlines()
        assert [line for line in lines if not line.startswith("#")] == [], f"{file} names a package"


def test_plugins_are_where_ansible_looks(root: Path, tree_files: list[Path]) -> None:
    folders = {name.parts[1] for name in tree_files if name.parts[0] == "plugins" and (root / name).is_file()}
    assert folders <= PLUGIN_FOLDERS


def test_every_plugin_carries_its_licence(root: Path, tree_files: list[Path]) -> None:
    plugins = [name for name in tree_files if name.parts[0] == "plugins" and name.suffix == ".py"]
    assert plugins
    without = [
        str(name)
        for name in plugins
        if (text := (root / name).read_text(encoding="utf-8")).strip() and SPDX not in text[:400]
    ]
    assert not without


def test_every_role_has_a_page(root: Path) -> None:
    roles = [folder for folder in sorted((root / "roles").iterdir()) if folder.is_dir()]
    assert roles
    assert not [folder.name for folder in roles if not (folder / "README.md").is_file()]


def test_what_plugins_share_is_private(root: Path, tree_files: list[Path]) -> None:
    shared = [name for name in tree_files if name.parts[:1] == ("plugins",) and name.parts[1].endswith("_utils")]
    assert shared
    public = [str(name) for name in shared if not name.parts[2].startswith("_") and (root / name).is_file()]
    assert not public, f"others could import {public}, and every change would break them"
