# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The copies that BuildKit keeps of the folders that it gets (private to the collection).

It compares only size and time of a file with its copy, and takes all folders that have the same last name for one:
SharedKey in https://github.com/docker/buildx/blob/master/build/opt.go, for named contexts since
https://github.com/docker/buildx/pull/3618. So another tag, another project and a build that nobody recorded would leave
another copy there than the record tells of. A link with a name of its own keeps them apart.
"""

from __future__ import annotations

import os
import uuid
from dataclasses import replace

from ._request import BuildRequest


def shared_key(note: str, fingerprint: str, recorded: str | None) -> str:
    """Return the name of the copy for the build with that fingerprint, and note it in the file. Raises OSError.

    It is the one of the build that is `recorded` where that was the last to send, and a new one otherwise.
    """
    words = _read(note).split()
    name = words[0] if words[1:] == [recorded] else uuid.uuid4().hex[:12]
    with open(note, "w", encoding="utf-8") as opened:
        opened.write("{0} {1}".format(name, fingerprint))
    return name


def link_folders(request: BuildRequest, folder: str, name: str) -> BuildRequest:
    """Return the request with links, made in `folder`, instead of the folders that the builder gets. Raises OSError."""
    named = {context: _link(path, folder, name + "-" + context) for context, path in request.named_folders().items()}
    context = _link(request.context, folder, name)
    return replace(request, context=context, build_contexts={**request.build_contexts, **named})


def _link(path: str, folder: str, name: str) -> str:
    link = os.path.join(folder, name.replace("/", "_"))
    os.symlink(os.path.abspath(path), link)
    return link


def _read(note: str) -> str:
    try:
        with open(note, encoding="utf-8") as opened:
            return opened.read()
    except (OSError, UnicodeDecodeError):
        return ""
