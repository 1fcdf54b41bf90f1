# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file system that a container of an image sees, and what a gate asks of it; no I/O (private to the collection)."""

from __future__ import annotations

import fnmatch
import re
from dataclasses import dataclass, field
from typing import Any, Iterator

from .._build._setuid_files import setuid_files
from .._docker._facts import User, resolve_user
from ._distributions import Recorded, program_of, recorded_files
from ._file_secrets import FileSecrets
from ._known_fixtures import known_fixture, source_of
from ._layers import Entry, Layer

_OPAQUE = ".wh..wh..opq"
_WHITEOUT = ".wh."


def merge(layers: list[Layer]) -> dict[str, Entry]:
    """Return the entries that a container sees: later layers replace, and whiteouts delete.

    https://github.com/opencontainers/image-spec/blob/main/layer.md#whiteouts
    """
    tree: dict[str, Entry] = {}
    for layer in layers:
        gone, emptied = _deleted(layer, tree)
        if gone or emptied:
            tree = {
                path: entry
                for path, entry in tree.items()
                if path not in gone and not any(above in gone or above in emptied for above in _parents(path))
            }
        tree.update((path, entry) for path, entry in layer.entries.items() if "/" + _WHITEOUT not in path)
    return tree


def _deleted(layer: Layer, tree: dict[str, Entry]) -> tuple[set[str], set[str]]:
    """Return the paths that a layer deletes from those below it, and the folders that it empties."""
    gone, emptied = set(), set()
    for path, entry in layer.entries.items():
        folder, _slash, name = path.rpartition("/")
        if name == _OPAQUE:
            emptied.add(folder)
        elif name.startswith(_WHITEOUT):
            gone.add(folder + "/" + name[len(_WHITEOUT) :])
        elif entry.kind != "folder" and path in tree and tree[path].kind == "folder":
            emptied.add(path)
    return gone, emptied


def _parents(path: str) -> Iterator[str]:
    """Yield the folders above `path`, the last being an empty text for the root."""
    while path:
        path = path.rpartition("/")[0]
        yield path


def groups_of(user: User, group: str) -> set[int]:
    """Return the GIDs that a process of `user` has, by the text of the image's group file."""
    groups = {user.gid or 0}
    for line in group.splitlines():
        fields = line.split(":")
        if len(fields) > 3 and user.name in fields[3].split(",") and fields[2].isdigit():
            groups.add(int(fields[2]))
    return groups


def may_write(entry: Entry, uid: int, groups: set[int]) -> bool:
    """Whether a user can change an entry; an owner can give itself any permission."""
    if entry.kind == "link":
        return False
    return entry.uid == uid or bool(entry.mode & 0o002) or (entry.gid in groups and bool(entry.mode & 0o020))


@dataclass(frozen=True)
class Allowed:
    """What a gate lets pass: patterns of programs, paths of setuid files, and folders whose contents do not matter.

    `setuid_of_distributions` tells whether setuid files that distributions bring may be there, too.
    """

    forbidden: list[str] = field(default_factory=list)
    programs: list[str] = field(default_factory=list)
    setuid: list[str] = field(default_factory=list)
    writable: list[str] = field(default_factory=list)
    setuid_of_distributions: bool = True


def describe(layers: list[Layer], user: str, allowed: Allowed) -> dict[str, Any]:
    """Return what a gate judges of an image whose `USER` is `user`."""
    tree = merge(layers)
    texts: dict[str, str] = {}
    for layer in layers:
        texts.update(layer.texts)
    passwd, group = (texts.get(path, "") if path in tree else "" for path in ("/etc/passwd", "/etc/group"))
    account = resolve_user(user, passwd, group)
    uid, groups = account.uid or 0, groups_of(account, group)
    inside = {path: entry for path, entry in tree.items() if not _is_below(path, allowed.writable)}
    forbidden = _programs(tree, allowed.forbidden, allowed.programs)
    secrets = [*_secrets(layers)]
    files = recorded_files(texts, tree, [*forbidden, *(source_of(path) for _number, path, _found in secrets)])
    return {
        "user_name": account.name or "",
        "has_whoami": any(path in tree for path in ("/usr/bin/whoami", "/bin/whoami")),
        **_known_apart(secrets, files),
        "foreign_files": sorted(path for path, entry in inside.items() if entry.kind == "file" and entry.uid != 0),
        "writable_paths": ["/"] if uid == 0 else sorted(
            path for path, entry in inside.items() if may_write(entry, uid, groups)
        ),
        "forbidden_programs": [path for path in forbidden if not program_of(path, files)],
        "programs_of_packages": [
            {"path": path, "package": program_of(path, files)} for path in forbidden if program_of(path, files)
        ],
        "setuid_files": setuid_files(
            ((path, entry.mode, entry.uid) for path, entry in tree.items() if entry.kind == "file"),
            allowed.setuid,
            allowed.setuid_of_distributions,
        ),
        "entries": len(tree),
    }  # fmt: skip


def _programs(tree: dict[str, Entry], forbidden: list[str], allowed: list[str]) -> list[str]:
    """Return the paths of programs, which can be run or are links, that are forbidden and not allowed."""
    wanted, left = (re.compile("|".join(map(fnmatch.translate, names)) or r"(?!)") for names in (forbidden, allowed))
    return sorted(
        path
        for path, entry in tree.items()
        if wanted.match(path) and not left.match(path)
        and (entry.kind == "link" or (entry.kind == "file" and entry.mode & 0o111))
    )  # fmt: skip


def _secrets(layers: list[Layer]) -> Iterator[tuple[int, str, FileSecrets]]:
    for number, layer in enumerate(layers, start=1):
        for path, secrets in layer.secrets.items():
            yield number, path, secrets


def _known_apart(
    secrets: list[tuple[int, str, FileSecrets]], files: dict[str, Recorded]
) -> dict[str, list[dict[str, Any]]]:
    """Return the secrets, one for each kind in a file, and apart from them those that packages publish."""
    found: list[dict[str, Any]] = []
    known: list[dict[str, Any]] = []
    for number, path, of_file in secrets:
        reasons: dict[str, str] = {}
        for kind, digest in sorted(of_file.found):
            reason = known_fixture(path, digest, of_file.digest, files)
            reasons[kind] = reason if reasons.get(kind, reason) else ""  # one that is not known makes the file a secret
        for kind, reason in reasons.items():
            said = {"path": path, "kind": kind, "layer": number}
            known.append({**said, "reason": reason}) if reason else found.append(said)
    return {"secrets": found, "known_secrets": known}


def _is_below(path: str, folders: list[str]) -> bool:
    return any((path + "/").startswith(folder.rstrip("/") + "/") for folder in folders)
