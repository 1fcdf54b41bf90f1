# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Dockerfile and the ignore rules of a build, read as BuildKit reads them (private to the collection)."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass

from .._buildkit._errors import ImageError
from .._buildkit._ignore import IgnoreRules
from .._buildkit._rooted_file import RootedFile, bytes_of, read_rooted, text_of
from ._request import BuildRequest

_OWN_IGNORE_FILE = ".dockerignore"
_DEFAULT = "Dockerfile"


@dataclass(frozen=True)
class Recipe:
    """The Dockerfile and the ignore rules as texts, and the names of the files that hold (or will hold) them.

    Bytes that are no UTF-8 are surrogate escapes in the texts. `warnings` tell of links that BuildKit does not follow.
    """

    dockerfile: str
    dockerfile_text: str
    ignore_text: str
    ignore_source: str
    warnings: tuple[str, ...] = ()


def read_recipe(request: BuildRequest) -> Recipe:
    """Return the texts that a build of `request` uses; raises ImageError that names the missing file."""
    if not os.path.isdir(request.context):
        raise ImageError(
            "context: found no folder {0}; name the folder on the target that holds the application".format(
                request.context
            )
        )
    dockerfile = os.path.abspath(os.path.join(request.context, request.dockerfile))
    text = request.dockerfile_content
    warnings: list[str] = []
    if text is None:
        dockerfile = _in_lower_case(dockerfile)
        text = _read_dockerfile(dockerfile, warnings)
    # BuildKit's order: the file named after the Dockerfile wins, even when it is empty.
    beside = dockerfile + _OWN_IGNORE_FILE
    if request.dockerignore_content is not None:
        source = request.dockerignore_path or beside
        return Recipe(dockerfile, text, request.dockerignore_content, source, tuple(warnings))
    for source in (beside, os.path.join(request.context, _OWN_IGNORE_FILE)):
        ignore = _read_ignore_file(source, warnings)
        if ignore is not None:
            return Recipe(dockerfile, text, ignore, source, tuple(warnings))
    return Recipe(dockerfile, text, "", "no ignore file", tuple(warnings))


def rules_of_folder(folder: str, warnings: list[str]) -> IgnoreRules:
    """Return the rules of a named context, with the warnings about its ignore file added to `warnings`."""
    source = os.path.join(folder, _OWN_IGNORE_FILE)
    return IgnoreRules(_read_ignore_file(source, warnings) or "", source)


def shown_text(text: str) -> str:
    """Return a text without surrogate escapes, for results and records, which differs wherever the bytes differ."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        content = bytes_of(text)
        digest = hashlib.sha256(content).hexdigest()
        return "{0}\n# SHA-256 of the bytes: {1}\n".format(content.decode("utf-8", "backslashreplace"), digest)
    return text


def _in_lower_case(dockerfile: str) -> str:
    """Return the path of the Dockerfile, in lower case where only that is there: https://github.com/moby/moby/pull/10858."""
    folder, name = os.path.split(dockerfile)
    lower = os.path.join(folder, name.lower())
    return lower if name == _DEFAULT and not os.path.lexists(dockerfile) and os.path.lexists(lower) else dockerfile


def _read_dockerfile(path: str, warnings: list[str]) -> str:
    found = _read(path)
    if found.content is None and os.path.basename(path) == _DEFAULT:
        # BuildKit looks for this one too, where the other is not a file that it finds.
        lower = _read(os.path.join(os.path.dirname(path), _DEFAULT.lower()))
        found = lower if lower.content is not None else found
    if found.content is None:
        if found.elsewhere or os.path.islink(path):
            raise ImageError(
                "dockerfile: {0} is a link to {1}, which BuildKit does not follow, since it does not leave the folder "
                "of the Dockerfile and takes / for that folder; name the file itself, or put it there".format(
                    path, found.elsewhere or os.readlink(path)
                )
            )
        raise ImageError(
            "dockerfile: found no file {0}; name the Dockerfile, relative to the context or absolute".format(path)
        )
    if found.elsewhere:
        warnings.append(
            "dockerfile: {0} is a link to {1}, but BuildKit does not leave the folder and reads another file of that "
            "name in it; name the file itself".format(path, found.elsewhere)
        )
    return text_of(found.content)


def _read_ignore_file(path: str, warnings: list[str]) -> str | None:
    found = _read(path)
    if found.elsewhere:
        warnings.append(
            "{0} is a link to {1}, which BuildKit does not follow, since it does not leave the folder and takes / for "
            "that folder; so what that file names is not left out of the image. Put a copy in its place, or give its "
            "text by dockerignore_content".format(path, found.elsewhere)
        )
    return None if found.content is None else text_of(found.content)


def _read(path: str) -> RootedFile:
    folder, name = os.path.split(path)
    return read_rooted(folder, name)
