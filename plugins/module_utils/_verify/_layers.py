# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One layer of an image: its entries, and what looks like a secret; reads a stream (private to the collection)."""

from __future__ import annotations

import io
import tarfile
from dataclasses import dataclass, field
from typing import IO

from ._distributions import RECORD
from ._file_secrets import NO_SECRETS, FileSecrets, SecretRules, read_secrets

_ACCOUNT_FILES = ("/etc/passwd", "/etc/group")
_READ = 1 << 18  # bytes of an archive that are read at once; Python itself takes 10 KiB, a third of all its time


@dataclass(frozen=True)
class Entry:
    """What a layer says of a path; `kind` is file, folder or link, and `size` is in bytes."""

    kind: str
    mode: int
    uid: int
    gid: int
    size: int


@dataclass
class Layer:
    """One layer; `secrets` are those of each path, `texts` the accounts and the records of packages."""

    entries: dict[str, Entry] = field(default_factory=dict)
    secrets: dict[str, FileSecrets] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)


class _Archive(tarfile.TarFile):
    """An archive whose members are forgotten once they are read, for Python keeps them all."""

    members: list[tarfile.TarInfo]


def read_layer(stream: IO[bytes], rules: SecretRules) -> Layer:
    """Read a layer, packed or not, file by file. Raises tarfile.ReadError for what is no layer."""
    layer = Layer()
    found: dict[str, FileSecrets] = {}  # in contents, by path; a hard link has the contents of an earlier path
    with _Archive.open(fileobj=stream, mode="r|*", bufsize=_READ) as archive:
        for member in archive:
            _read_member(archive, member, layer, rules, found)
            archive.members = []
    return layer


def _read_member(
    archive: tarfile.TarFile, member: tarfile.TarInfo, layer: Layer, rules: SecretRules, found: dict[str, FileSecrets]
) -> None:
    path = _absolute(member.name)
    kind = "link" if member.issym() else "folder" if member.isdir() else "file"
    target = _absolute(member.linkname) if member.islnk() else path
    size = layer.entries[target].size if member.islnk() and target in layer.entries else member.size
    layer.entries[path] = Entry(kind, member.mode, member.uid, member.gid, size)
    if not (member.isreg() or member.islnk()) or not size:  # an empty file is where a build's secret was mounted
        return
    content: IO[bytes] | None = archive.extractfile(member) if member.isreg() else None
    if content is not None and (path in _ACCOUNT_FILES or path.endswith(RECORD)):
        text = content.read()
        layer.texts[path] = text.decode("utf-8", "replace")
        content = io.BytesIO(text)
    if rules.allow(path):
        return
    if content is not None:
        secrets = read_secrets(content, path, rules)
        if secrets.found:
            found[path] = secrets
    named = frozenset((pattern.pattern, "") for pattern in rules.names if pattern.search(path))
    secrets = found.get(target, NO_SECRETS)
    if named or secrets.found:
        layer.secrets[path] = FileSecrets(named | secrets.found, secrets.digest)


def _absolute(name: str) -> str:
    return "/" + (name[2:] if name.startswith("./") else name).strip("/")
