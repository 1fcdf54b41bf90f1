"""The version of the collection stands in galaxy.yml and nowhere else."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

RELEASES = {Path("CHANGELOG.md"), Path("changelogs/changelog.yaml")}
OTHER_VERSIONS = re.compile(r"(requirements[^/]*\.(in|txt)|lock[^/]*|package\.json|\.lock|pyproject\.toml)$")
FIRST = (1, 0, 0)
STATEMENT = r"(?i)\bversion\b[\"']?\s*[:=]\s*[\"']?{}\b"


def test_the_version_has_one_home(root: Path, tree_files: list[Path]) -> None:
    version = yaml.safe_load((root / "galaxy.yml").read_text(encoding="utf-8"))["version"]
    statement = re.compile(STATEMENT.format(re.escape(version)))
    homes = [
        str(name)
        for name in tree_files
        if name not in RELEASES
        and name.parts[0] not in ("backend", "frontend", "tests")  # samples have versions of their own
        and not OTHER_VERSIONS.search(str(name))
        and (root / name).is_file()
        and not (root / name).is_symlink()
        and not any(part == "collections" for part in name.parts)
        and statement.search((root / name).read_text(encoding="utf-8", errors="replace"))
    ]
    assert homes == ["galaxy.yml"], f"version {version} is also told by {homes}"


def test_plugins_are_as_old_as_the_collection(root: Path) -> None:
    version = yaml.safe_load((root / "galaxy.yml").read_text(encoding="utf-8"))["version"]
    pattern = re.compile(r"^version_added: [\"']?([0-9.]+)", re.MULTILINE)
    for path in sorted((root / "plugins").rglob("*.py")):
        for added in pattern.findall(path.read_text(encoding="utf-8")):
            assert FIRST <= tuple(map(int, added.split("."))) <= tuple(map(int, version.split("."))), (
                f"{path.name} was added in {added}, which was never released and is not what {version} will be"
            )
