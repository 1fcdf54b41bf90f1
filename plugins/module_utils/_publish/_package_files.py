# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of an image that say which packages are in it, as a container sees them (private to the collection)."""

from __future__ import annotations

import posixpath
import re
import tarfile
from typing import IO, Dict, Iterator

from .._buildkit._errors import ImageError
from ._page_bill import PATH as PAGE_BILL
from ._saved_archive import SavedArchive

_READ = 1 << 18  # bytes of a layer that are read at once
_LARGEST = 1 << 26  # bytes of such a file
# https://github.com/opencontainers/image-spec/blob/v1.1.0/layer.md#whiteouts
_WHITEOUT, _OPAQUE = ".wh.", ".wh..wh..opq"
_WANTED = re.compile(
    r"/(var/lib/dpkg/status|var/lib/dpkg/status\.d/[^/]+|(usr/)?lib/apk/db/installed|(etc|usr/lib)/os-release)\Z"
    r"|/[^/]+\.dist-info/METADATA\Z|/[^/]+\.egg-info(/PKG-INFO)?\Z"
    r"|/node_modules/(@[^/]+/)?[^/]+/package\.json\Z|{0}\Z".format(re.escape(PAGE_BILL))
)

Files = Dict[str, str]  # by absolute path


def is_wanted(path: str) -> bool:
    """Tell whether the file at an absolute path says which packages are in the image."""
    return bool(_WANTED.search(path)) and not path.endswith(".md5sums")


def read_package_files(archive: SavedArchive, layers: list[str]) -> Files:
    """Return the text of each such file of the image whose layers are these members, the base first.

    Raises ImageError for a layer that Python cannot read.
    """
    files: Files = {}
    for name in layers:
        with archive.open(name) as stream:
            try:
                _read_layer(stream, files)
            except tarfile.ReadError as error:
                raise ImageError(
                    "image: found the layer {0} packed in a way that Python on the target cannot read ({1}), so "
                    "nobody can tell what is in it; build it with layers packed by gzip".format(name, error)
                ) from error
    return files


def _read_layer(stream: IO[bytes], files: Files) -> None:
    """Change what is known by what one layer adds, replaces and removes."""
    found: Files = {}
    gone: list[tuple[str, bool]] = []
    with tarfile.open(fileobj=stream, mode="r|*", bufsize=_READ) as layer:
        for member in layer:
            path = posixpath.normpath("/" + member.name.lstrip("/"))
            folder, base = posixpath.split(path)
            if base == _OPAQUE:
                gone.append((folder, False))
            elif base.startswith(_WHITEOUT):
                gone.append((posixpath.join(folder, base[len(_WHITEOUT) :]), True))
            elif not member.isdir():
                gone.append((path, True))
                if is_wanted(path) and member.isreg() and member.size <= _LARGEST:
                    content = layer.extractfile(member)
                    found[path] = content.read().decode("utf-8", "replace") if content else ""
    for path, itself in gone:
        for known in list(_below(files, path, itself)):
            del files[known]
    files.update(found)


def _below(files: Files, path: str, itself: bool) -> Iterator[str]:
    for known in files:
        if known.startswith(path.rstrip("/") + "/") or (itself and known == path):
            yield known
