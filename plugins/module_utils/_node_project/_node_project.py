# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All that the source of a page says of what is installed for it, by what installs it (private); reads."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Sequence

from .._buildkit._errors import ImageError
from .._project._findings import Findings
from .._project._folder import Folder, Place
from ._inline_code import inline_code
from ._manifest import Manifest, read_manifest
from ._npmrc import demand_variables, refuse_secrets_of_yarn, settings_of_npm
from ._pnpm_settings import items, pairs
from ._workspaces import workspaces

LOCKS = {"npm": "package-lock.json", "pnpm": "pnpm-lock.yaml", "yarn": "yarn.lock"}
OWN_SCRIPTS = ("preinstall", "install", "postinstall", "prepare")  # of packages of the source, in their order
# Beside package.json and the lock: what the package managers read before they install.
_SETTINGS = {
    "npm": (),
    "pnpm": ("pnpm-workspace.yaml", ".pnpmfile.cjs", ".pnpmfile.mjs"),
    "yarn": (".yarnrc",),
    "berry": (".yarnrc.yml", ".yarn/releases/", ".yarn/plugins/", ".yarn/patches/", ".yarn/cache/"),
}
_LOCAL = re.compile(r"(?P<kind>file|link|portal):(?P<path>.+)\Z")
_PATCH_OF_YARN = re.compile(r"patch:[^#]+#(?:optional!)?(?:~/|\./)?(?P<path>[^&:]+\.(?:patch|diff))")


@dataclass
class NodeProject:
    """`manager` names the way to install (berry is Yarn from 2 on), `version` is that of C(packageManager) or empty.

    `files` decide the packages, `own_scripts` are those of the source's own packages that belong to an install, and
    `built` the packages whose scripts its settings of pnpm or Yarn ask for by name. `npmrc` are the settings of .npmrc.
    `inline_code` names what puts scripts or styles into pages.
    """

    manager: str
    version: str
    files: list[str] = field(default_factory=list)
    own_scripts: list[dict[str, str]] = field(default_factory=list)
    built: list[str] = field(default_factory=list)
    npmrc: str = ""
    npmrc_has_secrets: bool = False
    inline_code: list[str] = field(default_factory=list)
    packages: dict[str, Manifest] = field(default_factory=dict)

    def add(self, path: str) -> None:
        """Remember a file or a folder, once, unless a folder brings it."""
        if path not in self.files and not any(one.endswith("/") and path.startswith(one) for one in self.files):
            self.files.append(path)

    def to_json(self) -> dict[str, Any]:
        """Return it as the module documents it."""
        found = {name: value for name, value in vars(self).items() if name != "packages"}
        return {**found, "copies": Findings(files=self.files).copies(), "packages": list(self.packages)}


def find(folder: Folder, manager: str, own_scripts: tuple[str, ...], variables: Sequence[str] = ()) -> NodeProject:
    """Return what is found; `manager` may be auto, which goes by the lock file. Raises ImageError.

    `variables` are the environment variables that the install has, such as C(NPM_TOKEN).
    """
    root = read_manifest(folder, ".")
    named, version = root.package_manager()
    locked = manager if manager != "auto" else _by_lock(folder, named)
    found = NodeProject(_way(folder, locked), version if named == locked else "", ["package.json", LOCKS[locked]])
    for name in _SETTINGS[found.manager]:
        if folder.has(name):
            found.add(name)
    found.packages["."] = root
    settings = "pnpm-workspace.yaml"
    text = folder.read(settings) if settings in found.files else ""
    found.built = _built(found.manager, root, text)
    _add_patches(folder, found, list(pairs(text, "patchedDependencies").values()), settings)
    patterns = items(text, "packages") if locked == "pnpm" else root.workspaces()
    for path in workspaces(folder, patterns):
        _add_package(folder, found, path)
    for manifest in list(found.packages.values()):
        _add_what_it_names(folder, found, manifest)
    found.own_scripts = _scripts(found, own_scripts)
    found.inline_code = inline_code(folder, found.packages.values())
    _read_settings(folder, found, variables)
    return found


def refuse_scripts_of_others(found: NodeProject, names: Sequence[str]) -> None:
    """Raise ImageError where scripts of packages are asked for that Yarn from 2 on finds in the source alone."""
    missing = [name for name in names if name not in found.built]
    if found.manager == "berry" and missing:
        raise ImageError(
            "frontend_image_scripts_of: found {0}, expected none with Yarn from 2 on, which reads it in the source; "
            'set dependenciesMeta: {{"{1}": {{"built": true}}}} in package.json, and lock again by yarn install'.format(
                ", ".join(missing), missing[0]
            )
        )


def _read_settings(folder: Folder, found: NodeProject, variables: Sequence[str]) -> None:
    """Part the secrets of .npmrc from its settings, and refuse those of .yarnrc.yml, which is copied."""
    if ".yarnrc.yml" in found.files:
        text = folder.read(".yarnrc.yml")
        refuse_secrets_of_yarn(text, ".yarnrc.yml")
        demand_variables(text, ".yarnrc.yml", variables)
    elif found.manager != "berry" and folder.has(".npmrc"):
        text = folder.read(".npmrc")
        demand_variables(text, ".npmrc", variables)
        found.npmrc, found.npmrc_has_secrets = settings_of_npm(text)


def _by_lock(folder: Folder, named: str) -> str:
    locks = [name for name, lock in LOCKS.items() if folder.has(lock)]
    if not locks:
        raise ImageError(
            "frontend_image_source: found no lock file, expected one of {0}".format(", ".join(LOCKS.values()))
        )
    return named if named in locks else locks[0]


def _way(folder: Folder, locked: str) -> str:
    if (
        locked == "yarn"
        and folder.has("yarn.lock")
        and re.search("^__metadata:", folder.read("yarn.lock"), re.MULTILINE)
    ):
        return "berry"
    return locked


def _built(manager: str, root: Manifest, settings: str) -> list[str]:
    if manager == "berry":
        return [name for name, meta in root.table("dependenciesMeta").items() if meta.get("built")]
    if manager != "pnpm":
        return []
    allowed = [name for name, value in pairs(settings, "allowBuilds").items() if value == "true"]
    in_manifest = root.table("pnpm").get("onlyBuiltDependencies")
    listed = in_manifest if isinstance(in_manifest, list) else []
    return list(dict.fromkeys([*items(settings, "onlyBuiltDependencies"), *allowed, *map(str, listed)]))


def _add_package(folder: Folder, found: NodeProject, path: str) -> None:
    if path not in found.packages:
        manifest = read_manifest(folder, path)
        found.packages[path] = manifest
        found.add(manifest.path)


def _add_what_it_names(folder: Folder, found: NodeProject, manifest: Manifest) -> None:
    """Add tarballs, folders and patches that a package.json names, and what these name."""
    place = Place(manifest.path)
    _add_patches(folder, found, list(manifest.table("pnpm", "patchedDependencies").values()), manifest.path)
    everything = [*manifest.wanted(), *manifest.table("resolutions").items(), *manifest.table("overrides").items()]
    for _name, wanted in everything:
        patch = _PATCH_OF_YARN.match(wanted) if isinstance(wanted, str) else None
        local = _LOCAL.match(wanted) if isinstance(wanted, str) else None
        if patch:
            _add_patches(folder, found, [patch["path"]], manifest.path)
        elif local:
            path = folder.demand(folder.resolve(local["path"], manifest.folder, place), place)
            _add_local(folder, found, path, local["kind"])


def _add_local(folder: Folder, found: NodeProject, path: str, kind: str) -> None:
    if not folder.is_folder(path):
        found.add(path)
    elif kind == "file" and found.manager != "npm":
        found.add(path + "/")  # copied into node_modules, npm makes a link of it
    elif path not in found.packages and folder.has(path + "/package.json"):
        _add_package(folder, found, path)
        _add_what_it_names(folder, found, found.packages[path])


def _add_patches(folder: Folder, found: NodeProject, paths: list[Any], named_in: str) -> None:
    for path in paths:
        if isinstance(path, str):
            found.add(folder.demand(folder.resolve(path, "", Place(named_in)), Place(named_in)))


def _scripts(found: NodeProject, names: tuple[str, ...]) -> list[dict[str, str]]:
    """Return the scripts of the packages that others of them need first, those of the source itself last."""
    by_name = {manifest.values.get("name"): path for path, manifest in found.packages.items()}
    order: list[str] = []

    def visit(path: str, above: tuple[str, ...]) -> None:
        if path not in order and path not in above and path != ".":
            for name, _wanted in found.packages[path].wanted():
                if name in by_name:
                    visit(by_name[name], (*above, path))
            order.append(path)

    for path in found.packages:
        visit(path, ())
    return [{"folder": path, "script": name} for path in [*order, "."] for name in found.packages[path].scripts(names)]
