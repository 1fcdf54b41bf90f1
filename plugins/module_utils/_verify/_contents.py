# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file system that a container of an image sees, and what a gate asks of it; no I/O (private to the collection)."""

from __future__ import annotations

import fnmatch
import re
from typing import Any, Iterator

from .._docker._facts import User, resolve_user
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


def describe(layers: list[Layer], user: str, forbidden: list[str], writable: list[str]) -> dict[str, Any]:
    """Return what a gate judges of an image whose `USER` is `user`.

    `forbidden` are shell patterns of paths, `writable` the folders whose contents are not looked at.
    """
    tree = merge(layers)
    texts: dict[str, str] = {}
    for layer in layers:
        texts.update(layer.texts)
    passwd, group = (texts.get(path, "") if path in tree else "" for path in ("/etc/passwd", "/etc/group"))
    account = resolve_user(user, passwd, group)
    uid, groups = account.uid or 0, groups_of(account, group)
    inside = {path: entry for path, entry in tree.items() if not _is_below(path, writable)}
    programs = re.compile("|".join(fnmatch.translate(pattern) for pattern in forbidden) or r"(?!)")
    return {
        "user_name": account.name or "",
        "has_whoami": any(path in tree for path in ("/usr/bin/whoami", "/bin/whoami")),
        "secrets": [
            {"path": path, "pattern": pattern, "layer": number}
            for number, layer in enumerate(layers, start=1)
            for path, patterns in layer.secrets.items()
            for pattern in sorted(patterns)
        ],
        "foreign_files": sorted(path for path, entry in inside.items() if entry.kind == "file" and entry.uid != 0),
        "writable_paths": ["/"] if uid == 0 else sorted(
            path for path, entry in inside.items() if may_write(entry, uid, groups)
        ),
        "forbidden_programs": sorted(
            path for path, entry in tree.items() if entry.kind != "folder" and programs.match(path)
        ),
        "entries": len(tree),
    }  # fmt: skip


def _is_below(path: str, folders: list[str]) -> bool:
    return any((path + "/").startswith(folder.rstrip("/") + "/") for folder in folders)
