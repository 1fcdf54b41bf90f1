"""Assemble a root file system from unpacked Debian packages: rootfs RECIPE.json writes a reproducible tar.

No package is installed, so none of their scripts run. The keys of a recipe are explained in the role's README.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import packages
import tree


def reduce(root: Path, recipe: dict[str, Any]) -> None:
    """Take away all that the image does not need."""
    tree.keep_licences(root)
    for folder, patterns in recipe.get("keep", {}).items():
        tree.keep_only(root, folder, patterns)
    for path in tree.matches(root, recipe.get("remove", [])):
        tree.delete(path)
    if "libraries_of" in recipe:
        tree.prune_libraries(root, recipe["libraries_of"])


def furnish(root: Path, recipe: dict[str, Any]) -> None:
    """Add what the recipe writes itself: accounts, folders, files and links."""
    for package in recipe.get("npm_packages", []):
        tree.add_npm_package(root, package, recipe["npm_folder"])
    tree.write_accounts(root, recipe["users"], recipe["groups"])
    for folder in recipe.get("folders", []):
        tree.make_folder(root, folder)
    for file in recipe.get("files", []):
        tree.write(root, file["path"], file["content"], file.get("mode", "0644"))
    for link in recipe.get("links", []):
        tree.make_link(root, link["path"], link["target"])
    for path in tree.matches(root, recipe.get("executable", [])):
        path.chmod(0o755)
    if recipe.get("busybox"):
        tree.link_applets(root)


def assemble(recipe: dict[str, Any], work: Path) -> tuple[Path, dict[str, Any]]:
    """Make the root file system in a folder; return it with the suite and the versions that it was made from."""
    root = work / "root"
    suite, files = packages.download(recipe["packages"], recipe["suites"], recipe["sources"], work)
    tree.make_skeleton(root)
    versions = dict(packages.unpack(root, file) for file in files)
    tree.write_certificates(root)
    reduce(root, recipe)
    furnish(root, recipe)
    return root, {"suite": suite, "versions": versions}


def write_tar(root: Path, path: str, epoch: int) -> None:
    """Write the tree so that the same tree always gives the same bytes."""

    def normalise(member: tarfile.TarInfo) -> tarfile.TarInfo:
        member.mtime = min(int(member.mtime), epoch)
        member.uname = member.gname = ""
        return member

    with tarfile.open(path, "w", format=tarfile.GNU_FORMAT) as archive:
        archive.add(root, arcname=".", filter=normalise)


def main() -> None:
    """Read the recipe, work in its folder, and print what was used as JSON."""
    recipe = json.loads(Path(sys.argv[1]).read_text())
    work = Path(recipe["work"])
    os.umask(0o022)
    try:
        root, used = assemble(recipe, work)
        write_tar(root, recipe["tar"], recipe["epoch"])
    except (packages.RootfsError, subprocess.CalledProcessError) as error:
        sys.exit(f"{recipe['name']}: {error}")
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print(json.dumps(used))


if __name__ == "__main__":
    main()
