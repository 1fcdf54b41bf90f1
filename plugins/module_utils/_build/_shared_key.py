# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shared key of a local source, by which BuildKit finds the copy of it that it keeps (private to the collection).

BuildKit compares only size and modification time of a file with its copy, and buildx takes the last part of a folder's
path as the key: SharedKey in https://github.com/docker/buildx/blob/master/build/opt.go, for named contexts since
https://github.com/docker/buildx/pull/3618. So a build of another tag or project, or one that was not recorded, would
replace the copy that the record is about. A link whose name is a key of its own keeps them apart.
"""

from __future__ import annotations

import os
from dataclasses import replace

from ._request import BuildRequest


def shared_key(file: str, fingerprint: str, recorded: str | None) -> str:
    """Return the key for the build with that fingerprint, and write both to `file`. Raises OSError.

    It is the key of the build that is `recorded` where that was the last to send its folders, and a new one otherwise.
    """
    words = _read(file).split()
    key = words[0] if words[1:] == [recorded] else os.urandom(6).hex()
    with open(file, "w", encoding="utf-8") as opened:
        opened.write("{0} {1}".format(key, fingerprint))
    return key


def link_folders(request: BuildRequest, folder: str, key: str) -> BuildRequest:
    """Return the request with links, made in `folder`, instead of the folders that the builder gets. Raises OSError."""
    named = {context: _link(path, folder, key + "-" + context) for context, path in request.named_folders().items()}
    context = _link(request.context, folder, key)
    return replace(request, context=context, build_contexts={**request.build_contexts, **named})


def _link(path: str, folder: str, name: str) -> str:
    link = os.path.join(folder, name.replace("/", "_"))
    os.symlink(os.path.abspath(path), link)
    return link


def _read(file: str) -> str:
    try:
        with open(file, encoding="utf-8") as opened:
            return opened.read()
    except (OSError, UnicodeDecodeError):
        return ""
