# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a build context as BuildKit sees them; reads, never writes (private to the collection).

In it: path, type, permission bits, content or link target, and extended attributes that reach the image. Not in it:
modification time and owner, which BuildKit leaves out as well (cache/contenthash/filehash.go and buildx' build.go).
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import time
from dataclasses import dataclass, field
from typing import Iterator, Sequence

from ._errors import ImageError
from ._ignore import IgnoreRules

_CHUNK = 1 << 20  # bytes
_NO_TEXT = re.compile(r"\\x[89a-f][0-9a-f]")  # as a name is written that is not UTF-8
_UNREADABLE = (errno.EACCES, errno.EPERM, errno.ENAMETOOLONG)  # BuildKit minds these only where a step copies the entry
_RACY = 2_000_000_000  # nanoseconds; FAT counts in 2 s


@dataclass
class Entries:
    """What a context holds, by path relative to its root.

    `descriptions` tell type, mode, content and attributes. `stat_data` is of the files: size (bytes) and modification
    time (nanoseconds), and unless the file is racy, as git calls one that was written just now, also change time
    (nanoseconds), inode and device. `unreadable` are the files that BuildKit sends without content, since this user may
    not read them (https://github.com/tonistiigi/fsutil, send.go); a folder of that kind ends the build that copies it.
    """

    descriptions: dict[str, str] = field(default_factory=dict)
    stat_data: dict[str, str] = field(default_factory=dict)
    unreadable: list[str] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)


@dataclass(frozen=True)
class Ignored:
    """A path that is left out, and the pattern that does it, with its place among the patterns."""

    path: str
    place: int
    pattern: str


def read_entries(
    root: str, rules: IgnoreRules, known: Entries | None = None, prefix: str = "", watched: Sequence[str] = ()
) -> Entries:
    """Return the entries of the folder `root` that `rules` keep, and `prefix` in front of each path.

    `ignored` has what is left out of the `watched` paths, relative to `root`; of an ignored folder the folder alone.

    A file whose whole stat data is `known` is not read again: unlike the modification time, its change time cannot be
    set. Raises ImageError where the folder itself cannot be read, or something in it vanishes meanwhile.
    """
    reader = _Reader(root, rules, known or Entries(), prefix, watched)
    try:
        reader.read()
    except OSError as error:
        raise ImageError(
            "context: cannot read {0} ({1}); make it readable for the user that builds, or name it in the ignore "
            "file".format(error.filename, error.strerror)
        ) from error
    return reader.entries


def names_that_are_no_text(descriptions: dict[str, str]) -> list[str]:
    """Return the paths whose name, or whose link's target, is not UTF-8, sorted."""
    return sorted(path for path, text in descriptions.items() if _NO_TEXT.search(path) or _NO_TEXT.search(text))


@dataclass
class _Level:
    """A folder that is being walked through: its entry, what is left of it, and whether it is sent."""

    path: str
    entry: os.DirEntry[str] | None
    children: Iterator[os.DirEntry[str]]
    judged: tuple[bool, ...]
    kept: bool


class _Reader:
    """One walk through a context."""

    def __init__(self, root: str, rules: IgnoreRules, known: Entries, prefix: str, watched: Sequence[str]) -> None:
        self.entries = Entries()
        self._watched = [path + "/" for path in watched]
        self._prefix = prefix
        self._root = root
        self._rules = rules
        self._known = known
        self._now = time.time_ns()
        self._closed: set[str] = set()

    def read(self) -> None:
        """Add what the context holds to the entries, without recursion, since folders may be nested a thousandfold."""
        levels = [_Level("", None, self._children(""), self._rules.root(), kept=False)]
        while levels:
            level = levels[-1]
            inner = self._read_files(level)
            if inner is not None:
                levels.append(inner)
                continue
            levels.pop()
            if level.entry is not None and level.kept:
                self._add(level.path, level.entry, level.judged)
                levels[-1].kept = True

    def _read_files(self, level: _Level) -> _Level | None:
        """Add what is left of a folder up to the next folder in it that is walked through, and return that one."""
        judge, start, judged = self._rules.judge, level.path + "/" if level.path else "", level.judged
        for child in level.children:
            path = start + child.name
            ignored, match = judge(path, judged)
            if child.is_dir(follow_symlinks=False) and (not ignored or self._rules.may_keep_below(path)):
                # An ignored folder is sent when something in it is kept.
                return _Level(path, child, self._children(path), match, kept=not ignored)
            if not ignored:
                self._add(path, child, match)
                level.kept = True
            elif self._watched:
                self._note(path, match)
        return None

    def _note(self, path: str, judged: tuple[bool, ...]) -> None:
        """Keep a path that is left out, where it is, holds or is in one that is watched."""
        name = path + "/"
        if any(name.startswith(each) or each.startswith(name) or each == "./" for each in self._watched):
            self.entries.ignored.append(Ignored(_printable(path), *self._rules.last_match(judged)))

    def _children(self, folder: str) -> Iterator[os.DirEntry[str]]:
        try:
            with os.scandir(os.path.join(self._root, folder)) as found:
                return iter(sorted(found, key=lambda child: child.name))
        except OSError as error:
            if not folder or error.errno not in _UNREADABLE:
                raise
            self._closed.add(folder)
            return iter(())

    def _add(self, path: str, child: os.DirEntry[str], judged: tuple[bool, ...]) -> None:
        name = _printable(self._prefix + path)
        try:
            if child.is_file(follow_symlinks=False):
                self._add_file(name, child, empty=self._rules.hides_content(path, judged))
            else:
                closed = " unreadable" if path in self._closed else ""
                self.entries.descriptions[name] = _describe(child, empty=False) + closed
        except OSError as error:
            if error.errno not in _UNREADABLE:
                raise
            self.entries.descriptions[name] = "unreadable"

    def _add_file(self, name: str, child: os.DirEntry[str], empty: bool) -> None:
        entries, known, status = self.entries, self._known, child.stat(follow_symlinks=False)
        # A file written just now can be written again without a new change time: file systems count coarsely.
        # What was described without its content says nothing once other rules let the content through.
        if empty or self._now - status.st_ctime_ns < _RACY:
            stat_data = _short_stat_data(status)
        else:
            # One text made at once: this runs for each file of an unchanged context.
            stat_data = f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino} {status.st_dev}"
            if known.stat_data.get(name) == stat_data and name in known.descriptions:
                entries.stat_data[name], entries.descriptions[name] = stat_data, known.descriptions[name]
                return
        try:
            description = _describe(child, empty)
        except PermissionError:
            entries.unreadable.append(name)
            description, stat_data = _describe_unreadable(status), _short_stat_data(status)
        entries.stat_data[name], entries.descriptions[name] = stat_data, description


def _short_stat_data(status: os.stat_result) -> str:
    """Return the stat data with which no file counts as known."""
    return f"{status.st_size} {status.st_mtime_ns}"


def _describe(entry: os.DirEntry[str], empty: bool) -> str:
    """Return type, mode, content and attributes of one entry.

    `empty` says that BuildKit sends a file without its content, as it does with a socket.
    """
    status = entry.stat(follow_symlinks=False)
    mode = "{0:04o}".format(stat.S_IMODE(status.st_mode))
    if stat.S_ISLNK(status.st_mode):
        return "link " + _printable(os.readlink(entry.path))
    if stat.S_ISDIR(status.st_mode):
        return " ".join(["folder", mode, *_attributes(entry.path)])
    if stat.S_ISREG(status.st_mode) or stat.S_ISSOCK(status.st_mode):
        empty = empty or stat.S_ISSOCK(status.st_mode)
        digest = hashlib.sha256().hexdigest() if empty else _digest_file(entry.path)
        return " ".join(["file", mode, digest, *_attributes(entry.path)])
    return "device {0} {1} {2}".format(stat.S_IFMT(status.st_mode), mode, status.st_rdev)


def _describe_unreadable(status: os.stat_result) -> str:
    """Return the description of a file that this user may not read, which BuildKit sends without its content."""
    return "file {0:04o} {1}".format(stat.S_IMODE(status.st_mode), hashlib.sha256().hexdigest())


def _printable(path: str) -> str:
    """Return a name with the bytes that are no text written out, since results and records are JSON."""
    if path.isascii():
        return path
    return os.fsencode(path).decode("utf-8", "backslashreplace")


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
