# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Image references: parse, validate, format; no I/O (private to the collection).

Grammar: https://github.com/distribution/reference (reference.go).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .._buildkit._errors import ImageError

_COMPONENT = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_HOST_PART = r"(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])"
_HOST = r"(?:{0}(?:\.{0})*|\[[0-9a-fA-F:]+\])(?::[0-9]+)?".format(_HOST_PART)
_NAME_WORDS = r"(?:{host}/)?{part}(?:/{part})*".format(host=_HOST, part=_COMPONENT)
_TAG_WORDS = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}"
_DIGEST = r"(?:sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})"
_NAME = re.compile(_NAME_WORDS + r"\Z")
_TAG = re.compile(_TAG_WORDS + r"\Z")
_REFERENCE = re.compile("({0})(?::({1}))?(?:@({2}))?\\Z".format(_NAME_WORDS, _TAG_WORDS, _DIGEST))
_NAME_LENGTH = 255


def is_name(text: str) -> bool:
    """Return whether `text` is a name without tag and digest, such as `registry.example/team/app`."""
    return bool(_NAME.match(text)) and len(text) <= _NAME_LENGTH


def is_tag(text: str) -> bool:
    """Return whether `text` is a tag."""
    return bool(_TAG.match(text))


def is_reference(text: str) -> bool:
    """Return whether `text` is a name that may have a tag, a digest or both, such as `python:3.11-slim`."""
    found = _REFERENCE.match(text)
    return found is not None and len(found.group(1)) <= _NAME_LENGTH


@dataclass(frozen=True)
class ImageName:
    """A name with a tag, such as `registry.example:5000/team/app` and `1.0`."""

    name: str
    tag: str

    @property
    def reference(self) -> str:
        """The reference as the engine takes it, `name:tag`."""
        return "{0}:{1}".format(self.name, self.tag)

    @property
    def familiar(self) -> str:
        """The name as the engine writes it, which leaves out what stands for Docker Hub."""
        return re.sub(r"\A(?:index\.)?docker\.io/(?:library/)?", "", self.name)

    @classmethod
    def of(cls, name: str, tag: str) -> "ImageName":
        """Return the validated reference; raises ImageError that names the option."""
        if not is_name(name):
            raise ImageError(
                "name: found {0!r}, which is not an image name; write lower-case parts joined by '/', without a tag "
                "or digest, such as 'registry.example/team/app'".format(name)
            )
        if not is_tag(tag):
            raise ImageError(
                "tag: found {0!r}, which is not an image tag; use up to 128 letters, digits, '_', '.' and '-', "
                "beginning with a letter, digit or '_'".format(tag)
            )
        return cls(name, tag)


def more_tags(name: str, first: str, tags: tuple[str, ...]) -> tuple[ImageName, ...]:
    """Return the image by each of the `tags` but the `first` one, each once. Raises ImageError."""
    found = []
    for tag in dict.fromkeys(tags):
        if not is_tag(tag):
            raise ImageError(
                "tags: found {0!r}, which is not an image tag; use up to 128 letters, digits, '_', '.' and '-', "
                "beginning with a letter, digit or '_'".format(tag)
            )
        if tag != first:
            found.append(ImageName(name, tag))
    return tuple(found)


def split_digest(reference: str) -> tuple[str, str | None]:
    """Return the reference without its digest, and the digest (`sha256:…`) or None."""
    name, at, digest = reference.partition("@")
    return name, digest if at else None


def repository_of(reference: str) -> str:
    """Return the name of a reference as the engine writes it, without tag and digest."""
    folder, slash, last = split_digest(reference)[0].rpartition("/")
    return ImageName(folder + slash + last.partition(":")[0], "").familiar
