# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One layer of an image: its entries, and what looks like a secret; reads a stream (private to the collection)."""

from __future__ import annotations

import io
import re
import tarfile
from dataclasses import dataclass, field
from typing import IO, Pattern

BLOCK = 1 << 24  # bytes of a file that are searched at once
OVERLAP = 1 << 13  # bytes that the end of a block and the next one are searched together with: the longest secret
_ACCOUNT_FILES = ("/etc/passwd", "/etc/group")


@dataclass(frozen=True)
class Entry:
    """What a layer says of a path; `kind` is file, folder or link, and `size` is in bytes."""

    kind: str
    mode: int
    uid: int
    gid: int
    size: int


@dataclass(frozen=True)
class SecretRules:
    """What makes a file a secret: the names and the contents of secrets, and paths that are known to hold none."""

    names: list[Pattern[str]]
    patterns: list[Pattern[bytes]]
    allowed: list[Pattern[str]]

    def allow(self, path: str) -> bool:
        """Whether the file at `path` is known to hold no secret."""
        return any(pattern.search(path) for pattern in self.allowed)

    def match_name(self, path: str) -> set[str]:
        """Return the patterns of names that `path` matches."""
        return {pattern.pattern for pattern in self.names if pattern.search(path)}


@dataclass
class Layer:
    """One layer; `secrets` are the patterns that each path matched, `texts` the account files that it holds."""

    entries: dict[str, Entry] = field(default_factory=dict)
    secrets: dict[str, set[str]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)


class _Archive(tarfile.TarFile):
    """An archive whose members are forgotten once they are read, for Python keeps them all."""

    members: list[tarfile.TarInfo]


def read_layer(stream: IO[bytes], rules: SecretRules) -> Layer:
    """Read a layer, packed or not, file by file. Raises tarfile.ReadError for what is no layer."""
    layer = Layer()
    found: dict[str, set[str]] = {}  # in contents, by path; a hard link has the contents of an earlier path
    with _Archive.open(fileobj=stream, mode="r|*") as archive:
        for member in archive:
            _read_member(archive, member, layer, rules, found)
            archive.members = []
    return layer


def _read_member(
    archive: tarfile.TarFile, member: tarfile.TarInfo, layer: Layer, rules: SecretRules, found: dict[str, set[str]]
) -> None:
    path = _absolute(member.name)
    kind = "link" if member.issym() else "folder" if member.isdir() else "file"
    target = _absolute(member.linkname) if member.islnk() else path
    size = layer.entries[target].size if member.islnk() and target in layer.entries else member.size
    layer.entries[path] = Entry(kind, member.mode, member.uid, member.gid, size)
    if not (member.isreg() or member.islnk()) or not size:  # an empty file is where a build's secret was mounted
        return
    content: IO[bytes] | None = archive.extractfile(member) if member.isreg() else None
    if content is not None and path in _ACCOUNT_FILES:
        text = content.read()
        layer.texts[path] = text.decode("utf-8", "replace")
        content = io.BytesIO(text)
    if rules.allow(path):
        return
    if content is not None:
        found[path] = search(content, rules.patterns)
    secrets = rules.match_name(path) | found.get(target, set())
    if secrets:
        layer.secrets[path] = secrets


def search(content: IO[bytes], patterns: list[Pattern[bytes]]) -> set[str]:
    """Return the patterns that `content` matches, also where a match lies across the border of two blocks."""
    found: set[str] = set()
    before = b""
    while True:
        block = content.read(BLOCK)
        if not block:
            return found
        text = before + block
        found |= {pattern.pattern.decode() for pattern in patterns if pattern.search(text)}
        before = text[-OVERLAP:]


def compile_rules(names: list[str], patterns: list[str], allowed: list[str]) -> SecretRules:
    """Return the rules of these regular expressions. Raises re.error for what is none."""
    return SecretRules(
        [re.compile(name) for name in names],
        [re.compile(pattern.encode()) for pattern in patterns],
        [re.compile(path) for path in allowed],
    )


def _absolute(name: str) -> str:
    return "/" + (name[2:] if name.startswith("./") else name).strip("/")
