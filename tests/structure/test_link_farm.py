"""The links beside the playbooks stand in for an installed collection, and are never replaced by a copy."""

from __future__ import annotations

from pathlib import Path

import pytest

FARM = Path(__file__).parents[2] / "playbooks" / "collections" / "ansible_collections" / "sovd" / "prod_images"
ENTRIES = ["galaxy.yml", "meta", "plugins", "roles"]


def test_the_farm_holds_exactly_its_links() -> None:
    assert sorted(entry.name for entry in FARM.iterdir()) == ENTRIES


@pytest.mark.parametrize("name", ENTRIES)
def test_an_entry_is_a_relative_link_into_the_tree(name: str, root: Path) -> None:
    link = FARM / name
    assert link.is_symlink(), f"{name} is a copy: an `ansible-galaxy collection install .` has replaced the link"
    assert not link.readlink().is_absolute(), f"{name} would point elsewhere in another clone"
    assert link.resolve() == root / name
    assert link.exists(), f"{name} points to nothing"
