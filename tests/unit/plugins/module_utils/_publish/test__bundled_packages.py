"""What a lock says is bundled into a page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._bundled_packages import bundled_packages

PACKAGES: dict[str, dict[str, Any]] = {
    "": {"name": "page", "version": "1"},
    "packages/own": {"name": "own", "version": "1"},
    "node_modules/own": {"link": True, "resolved": "packages/own"},
    "node_modules/react": {"version": "18.2.0", "license": "MIT"},
    "node_modules/@mui/material": {"version": "5"},
    "node_modules/@mui/material/node_modules/react": {"version": "17"},
    "node_modules/alias": {"version": "2", "name": "real"},
    "node_modules/vite": {"version": "5", "dev": True},
    "node_modules/both": {"version": "5", "devOptional": True},
    "node_modules/fsevents": {"version": "2", "optional": True, "os": ["darwin"]},
    "node_modules/@types/react": {"version": "18"},
}


def write(folder: Path, name: str, content: object) -> None:
    (folder / name).write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")


def test_what_the_page_needs_at_run_time(tmp_path: Path) -> None:
    write(tmp_path, "package-lock.json", {"lockfileVersion": 3, "packages": PACKAGES})
    found = bundled_packages(str(tmp_path))
    assert sorted(package.purl for package in found.packages) == [
        "pkg:npm/%40mui/material@5",
        "pkg:npm/react@17",
        "pkg:npm/react@18.2.0",
        "pkg:npm/real@2",
    ]
    assert found.warning == ""


def test_shrinkwrap_goes_first(tmp_path: Path) -> None:
    write(tmp_path, "package-lock.json", {"packages": PACKAGES})
    write(tmp_path, "npm-shrinkwrap.json", {"packages": {}})
    assert bundled_packages(str(tmp_path)).packages == ()


def test_locks_of_other_package_managers(tmp_path: Path) -> None:
    write(tmp_path, "package.json", {"workspaces": ["packages/*"], "dependencies": {"own": "*", "@types/a": "1"}})
    (tmp_path / "packages" / "own").mkdir(parents=True)
    write(tmp_path / "packages" / "own", "package.json", {"name": "own", "dependencies": {"a": "^1"}})
    write(tmp_path, "yarn.lock", 'a@^1:\n  version "1.5.0"\n\n"@types/a@1":\n  version "1.0.0"\n')
    assert [package.purl for package in bundled_packages(str(tmp_path)).packages] == ["pkg:npm/a@1.5.0"]
    write(
        tmp_path,
        "pnpm-lock.yaml",
        "importers:\n  .:\n    dependencies:\n      b:\n        version: 2.0.0\nsnapshots:\n  b@2.0.0: {}\n",
    )
    assert [package.purl for package in bundled_packages(str(tmp_path)).packages] == ["pkg:npm/b@2.0.0"]


def test_page_without_a_lock_is_told(tmp_path: Path) -> None:
    assert "found no lock of npm, pnpm or yarn in" in bundled_packages(str(tmp_path)).warning
    with pytest.raises(ImageError, match=r"^page_source: found no folder"):
        bundled_packages(str(tmp_path / "nowhere"))


@pytest.mark.parametrize("content", ["{", {"dependencies": {}}, {"packages": {"node_modules/a": {}}}, []])
def test_damaged_lock(content: object, tmp_path: Path) -> None:
    write(tmp_path, "package-lock.json", content)
    with pytest.raises(ImageError, match=r"^page_source: found no lock that this module reads in .*package-lock.json"):
        bundled_packages(str(tmp_path))
