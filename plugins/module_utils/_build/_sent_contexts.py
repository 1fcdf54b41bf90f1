# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What BuildKit's copies of the build contexts hold, so that it never takes a changed file for the one that it has.

BuildKit finds its copy of a folder by a shared key, for which buildx takes the last part of the folder's path, and
compares only size and modification time of a file with it: SharedKey in
https://github.com/docker/buildx/blob/master/build/opt.go, for named contexts since
https://github.com/docker/buildx/pull/3618. Here folders get a key of their own, by a link of that name, which is kept
while the copies are known to hold nothing that could be taken for something else. So, as with buildx alone, all folders
of one name share a copy. Private to the collection.
"""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import json
import os
import re
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import IO, Any, Dict, Iterator

from ._record import InputValues
from ._request import BuildRequest

MAIN = "context"  # the source that is no named context
_VERSION = 1  # of the file's form
_OR = "|"
_SLOTS = 100  # builds at once, each with a copy of its own, as BuildKit would make it
_END = ".sent"
_FORGOTTEN = 30 * 24 * 3600  # seconds; BuildKit drops a copy that no build used for two days when it needs the space
Sources = Dict[str, Dict[str, str]]


def sent_entries(request: BuildRequest, values: InputValues, stat_data: InputValues) -> Sources:
    """Return what a build is about to send, by source and path: size, time and a digest of files, modes of folders."""
    found = {MAIN: _entries(values["file"], stat_data["file"], "")}
    for name in request.named_folders():
        found[name] = _entries(values["build_context"], stat_data["build_context"], request.entry_prefix(name))
    return found


@dataclass
class SentContexts:
    """The copies under one shared `key`; `overlooked` are the paths for which an older key would not do."""

    key: str
    overlooked: list[str]
    _coming: Sources
    _possible: Sources
    _file: IO[bytes]

    def link(self, request: BuildRequest, folder: str) -> BuildRequest:
        """Return the request with links, made in `folder`, instead of the folders that are sent. Raises OSError."""
        named = {name: _link(path, folder, self.key + "-" + name) for name, path in request.named_folders().items()}
        context = _link(request.context, folder, self.key)
        return replace(request, context=context, build_contexts={**request.build_contexts, **named})

    def arrived(self, sources: set[str]) -> None:
        """Note that the copies of these sources are whole. Those of the others may be as before, or in between."""
        _write(
            self._file,
            self.key,
            {**self._possible, **{name: self._coming[name] for name in sources & set(self._coming)}},
        )


@contextmanager
def sent_contexts(folder: str, builder: str, context: str, coming: Sources) -> Iterator[SentContexts]:
    """Lend what is known of the copies that a build of the folder `context` is compared with.

    It is kept in the state `folder`, by the `builder`, whose copies they are. Builds at once get copies of their own.
    """
    name = os.path.basename(os.path.abspath(context))
    readable = re.sub(r"[^A-Za-z0-9_-]+", "_", name)
    unique = hashlib.sha256("{0} {1}".format(builder, name).encode("utf-8", "surrogateescape")).hexdigest()[:12]
    for slot in range(_SLOTS):
        path = os.path.join(folder, "{0}.{1}.{2}".format(readable, unique, slot) + _END)
        with open(path, "a+b", opener=_private) as file:
            try:
                fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield _compared(file, coming)
            return
    raise OSError("{0}: found {1} builds at once".format(folder, _SLOTS))


def remove_forgotten_contexts(folder: str) -> None:
    """Remove from the state `folder` what is about copies that no build used for a month."""
    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        with suppress(OSError):
            if name.endswith(_END) and time.time() - os.path.getmtime(path) > _FORGOTTEN:
                os.remove(path)


def _compared(file: IO[bytes], coming: Sources) -> SentContexts:
    key, before = _read(file)
    overlooked = sorted(
        path for name, entries in coming.items() for path, entry in entries.items()
        if _is_overlooked(before.get(name, {}).get(path, ""), entry)
    )  # fmt: skip
    if overlooked or not key:
        key, before = os.urandom(6).hex(), {}
    # Written before anything is sent: a build that is killed leaves each file as it was, or as it comes.
    possible = {name: _either(before.get(name, {}), coming.get(name, {})) for name in {**before, **coming}}
    _write(file, key, possible)
    return SentContexts(key, overlooked, coming, possible, file)


def _is_overlooked(before: str, entry: str) -> bool:
    """Tell whether BuildKit takes `entry` for something that its copy may hold, and that is another.

    It does so with files (https://github.com/moby/buildkit/issues/4817) and with folders of another mode (7176).
    """
    return any(other and other != entry and other.split()[:2] == entry.split()[:2] for other in before.split(_OR))


def _entries(values: dict[str, str], stat_data: dict[str, str], prefix: str) -> dict[str, str]:
    found = {}
    for path, description in values.items():
        if not path.startswith(prefix):
            continue
        if path in stat_data:
            size, time = stat_data[path].split()[:2]
            digest = hashlib.sha256(description.encode("utf-8", "surrogatepass")).hexdigest()[:24]
            found[path[len(prefix) :]] = "{0} {1} {2}".format(size, time, digest)
        elif description.startswith("folder "):
            found[path[len(prefix) :]] = "folder folder " + description[len("folder ") :]
    return found


def _either(before: dict[str, str], coming: dict[str, str]) -> dict[str, str]:
    return {
        path: _OR.join(
            dict.fromkeys([*filter(None, before.get(path, "").split(_OR)), *filter(None, [coming.get(path)])])
        )
        for path in {**before, **coming}
    }


def _link(path: str, folder: str, name: str) -> str:
    link = os.path.join(folder, name.replace("/", "_"))
    os.symlink(os.path.abspath(path), link)
    return link


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _read(file: IO[bytes]) -> tuple[str, Sources]:
    """Return the key and what is under it; no key where the file is new or damaged."""
    file.seek(0)
    try:
        content: Any = json.loads(gzip.decompress(file.read()))
        if content["version"] == _VERSION and all(isinstance(each, dict) for each in content["sources"].values()):
            return str(content["key"]), content["sources"]
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError):
        pass
    return "", {}


def _write(file: IO[bytes], key: str, sources: Sources) -> None:
    text = json.dumps({"version": _VERSION, "key": key, "sources": sources})
    file.seek(0)
    file.truncate()
    file.write(gzip.compress(text.encode(), 1))
    file.flush()
