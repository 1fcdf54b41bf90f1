# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a page needs at run time, by the locks of pnpm and yarn, which do not mark it; no I/O (private).

https://github.com/pnpm/spec/blob/master/lockfile/9.0.md, https://classic.yarnpkg.com/lang/en/docs/yarn-lock/
"""

from __future__ import annotations

import posixpath
import re
from typing import Any, Dict, Iterator, Mapping, Set, Tuple

Versions = Set[Tuple[str, str]]  # name and version
Tree = Dict[str, Any]

_NEEDED = ("dependencies", "optionalDependencies")
_YARN_LINE = re.compile(r'("[^"]+"|[^\s:"]+):?\s*(.*)\Z')


def pnpm_versions(text: str) -> Versions:
    """Return what the projects of a lock of pnpm 9 or newer need. Raises KeyError or TypeError for another form."""
    lock = _read_yaml(text)
    importers, snapshots = lock["importers"], lock.get("snapshots") or {}
    root = importers.get(".") or {}
    begun = {"."} if any(root.get(kind) for kind in _NEEDED) else set(importers)
    found: Versions = set()
    waiting = [(place, name, version) for place in begun for name, version in _of_importer(importers.get(place) or {})]
    while waiting:
        place, name, version = waiting.pop()
        if version.startswith("link:"):
            target = posixpath.normpath(posixpath.join(place, version[len("link:") :]))
            begun_before = target in begun
            begun.add(target)
            if not begun_before:
                waiting += [(target, *pair) for pair in _of_importer(importers.get(target) or {})]
            continue
        # An alias has the real name in its version.
        key = version if version.split("(")[0].rfind("@") > 0 else "{0}@{1}".format(name, version)
        real, _at, number = key.split("(")[0].rpartition("@")
        if (real, number) in found:
            continue
        found.add((real, number))
        entry = snapshots[key]
        needed = entry.items() if isinstance(entry, dict) else ()
        waiting += [("", *pair) for kind, deps in needed if kind in _NEEDED for pair in deps.items()]
    return found


def yarn_versions(text: str, manifests: Mapping[str, Mapping[str, Any]]) -> Versions:
    """Return what the projects need by a lock of any yarn. `manifests` are their package.json by name, the root by ''.

    Raises KeyError for a lock that lacks what a manifest names.
    """
    entries = _read_yarn(text)
    root = manifests.get("") or {}
    begun = [root] if any(root.get(kind) for kind in _NEEDED) else list(manifests.values())
    waiting = [pair for manifest in begun for pair in _of_manifest(manifest)]
    seen: Set[Tuple[str, str]] = set()
    found: Versions = set()
    while waiting:
        name, wanted = waiting.pop()
        if (name, wanted) in seen:
            continue
        seen.add((name, wanted))
        if name in manifests:
            waiting += _of_manifest(manifests[name])
            continue
        entry = _yarn_entry(entries, name, wanted)
        alias = re.match(r"npm:(@?[^@]+)@", wanted)
        found.add((alias[1] if alias else name, entry["version"]))
        waiting += [pair for kind in _NEEDED for pair in (entry.get(kind) or {}).items()]
    return found


def _of_importer(importer: Mapping[str, Any]) -> Iterator[Tuple[str, str]]:
    for kind in _NEEDED:
        for name, entry in (importer.get(kind) or {}).items():
            yield name, entry["version"]


def _of_manifest(manifest: Mapping[str, Any]) -> Iterator[Tuple[str, str]]:
    for kind in _NEEDED:
        for name, wanted in (manifest.get(kind) or {}).items():
            yield str(name), str(wanted)


def _yarn_entry(entries: Mapping[str, Tree], name: str, wanted: str) -> Tree:
    for key in ("{0}@{1}".format(name, wanted), "{0}@npm:{1}".format(name, wanted)):
        if key in entries:
            return entries[key]
    # Resolutions and patches have a range of their own.
    own = [entry for key, entry in entries.items() if key.rpartition("@")[0] == name or key.startswith(name + "@")]
    if not own:
        raise KeyError("{0}@{1}".format(name, wanted))
    return own[0]


def _read_yarn(text: str) -> dict[str, Tree]:
    """Return the entries of a lock of yarn by each descriptor that leads to them."""
    entries: dict[str, Tree] = {}
    entry: Tree = {}
    section: Tree = {}
    for line in text.splitlines():
        body = line.strip()
        indent = len(line) - len(line.lstrip())
        if not body or body.startswith("#"):
            continue
        if indent == 0:
            entry = {}
            entries.update(dict.fromkeys(body.rstrip(":").replace('"', "").split(", "), entry))
            continue
        matched = _YARN_LINE.match(body)
        if matched is None:
            continue
        key, value = matched[1].strip('"'), matched[2].strip('"')
        if indent == 2 and body.endswith(":"):
            section = entry.setdefault(key, {})
        elif indent == 2:
            entry[key] = value
        else:
            section[key] = value
    return entries


def _read_yaml(text: str) -> Tree:
    """Return the mappings of a lock of pnpm, which writes one key a line; lists are of no interest here."""
    tree: Tree = {}
    nested = [(-1, tree)]
    for line in text.splitlines():
        body = line.strip()
        if not body or body[0] in "#-":
            continue
        key, value = _key_and_value(body)
        indent = len(line) - len(line.lstrip())
        while nested[-1][0] >= indent:
            nested.pop()
        if value:
            nested[-1][1][key] = {} if value == "{}" else value.strip("'\"")
        else:
            child: Tree = {}
            nested[-1][1][key] = child
            nested.append((indent, child))
    return tree


def _key_and_value(body: str) -> Tuple[str, str]:
    if body[0] in "'\"":
        key, _quote, rest = body[1:].partition(body[0])
        return key, rest.lstrip(":").strip()
    if body.endswith(":"):
        return body[:-1], ""
    key, _colon, value = body.partition(": ")
    return key, value.strip()
