# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a build context as BuildKit sees them; reads, never writes (private to the collection).

In it: path, type, permission bits, content or link target, and extended attributes that reach the image. Not in it:
modification time and owner, which BuildKit leaves out as well (cache/contenthash/filehash.go and buildx' build.go).
"""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass, field

from ._errors import ImageError
from ._ignore import IgnoreRules

_CHUNK = 1 << 20  # bytes


@dataclass
class Entries:
    """What a context holds, by path relative to its root.

    `descriptions` tell type, mode, content and attributes. `stamps` are size (bytes) and modification time
    (nanoseconds) of the files: BuildKit takes a file that kept both for unchanged, so they tell what it would overlook.
    """

    descriptions: dict[str, str] = field(default_factory=dict)
    stamps: dict[str, str] = field(default_factory=dict)


def read_entries(root: str, rules: IgnoreRules) -> Entries:
    """Return the entries of the folder `root` that `rules` keep. Raises ImageError that names an unreadable file."""
    entries = Entries()
    try:
        _read_folder(root, "", rules, rules.root(), entries)
    except OSError as error:
        raise ImageError(
            "context: cannot read {0} ({1}); make it readable for the user that builds, or name it in the ignore "
            "file".format(error.filename, error.strerror)
        ) from error
    return entries


def _read_folder(root: str, folder: str, rules: IgnoreRules, judged: tuple[bool, ...], entries: Entries) -> bool:
    """Add what `folder` holds to `entries`; return whether anything of it was kept."""
    kept_any = False
    with os.scandir(os.path.join(root, folder)) as found:
        children = sorted(found, key=lambda child: child.name)
    for child in children:
        path = folder + "/" + child.name if folder else child.name
        ignored, match = rules.judge(path, judged)
        is_folder = child.is_dir(follow_symlinks=False)
        if ignored and not (is_folder and rules.may_keep_below(path)):
            continue
        description = _describe(child)
        if description is None:
            continue
        # An ignored folder is sent when something in it is kept.
        kept = not ignored
        if is_folder:
            kept = _read_folder(root, path, rules, match, entries) or kept
        if kept:
            entries.descriptions[path] = description
            if description.startswith("file "):
                status = child.stat(follow_symlinks=False)
                entries.stamps[path] = "{0} {1}".format(status.st_size, status.st_mtime_ns)
        kept_any = kept_any or kept
    return kept_any


def _describe(entry: os.DirEntry[str]) -> str | None:
    """Return type, mode, content and attributes of one entry, or None for a socket, which BuildKit never sends."""
    status = entry.stat(follow_symlinks=False)
    mode = "{0:04o}".format(stat.S_IMODE(status.st_mode))
    if stat.S_ISLNK(status.st_mode):
        return "link " + os.readlink(entry.path)
    if stat.S_ISDIR(status.st_mode):
        return " ".join(["folder", mode, *_attributes(entry.path)])
    if stat.S_ISREG(status.st_mode):
        return " ".join(["file", mode, _digest_file(entry.path), *_attributes(entry.path)])
    if stat.S_ISSOCK(status.st_mode):
        return None
    return "device {0} {1}".format(stat.S_IFMT(status.st_mode), status.st_rdev)


def _digest_file(path: str) -> str:
    digest = hashlib.sha256()
    with open(path, "rb", buffering=0) as content:
        while True:
            chunk = content.read(_CHUNK)
            if not chunk:
                return digest.hexdigest()
            digest.update(chunk)


def _attributes(path: str) -> list[str]:
    """Return the extended attributes that BuildKit keeps: all but security (capabilities aside) and system ones."""
    found: list[str] = []
    try:
        names = os.listxattr(path, follow_symlinks=False)
    except (AttributeError, OSError):  # a file system or an operating system without them
        return found
    for name in sorted(names):
        if name == "security.capability" or not name.startswith(("security.", "system.")):
            found.append("{0}={1}".format(name, os.getxattr(path, name, follow_symlinks=False).hex()))
    return found
