# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where an image lies: the registry and the repository in it; no I/O (private to the collection)."""

from __future__ import annotations

from dataclasses import dataclass

from .._buildkit._errors import ImageError
from .._docker._image_name import is_name


@dataclass(frozen=True)
class Place:
    """A registry by its host, with the port where it has one, and a repository in it."""

    host: str
    repository: str

    @property
    def name(self) -> str:
        """The name without tag and digest, `HOST/REPOSITORY`."""
        return "{0}/{1}".format(self.host, self.repository)

    @classmethod
    def of(cls, name: str, option: str = "name") -> Place:
        """Return the place that an image's `name` is. Raises ImageError that names the option.

        What stands before the first slash is a host where it has a dot or a colon, or is `localhost`
        (https://github.com/distribution/reference, normalize.go).
        """
        host, slash, repository = name.partition("/")
        if not is_name(name) or not slash or not ("." in host or ":" in host or host == "localhost"):
            raise ImageError(
                "{0}: found {1!r}, which names no registry; write its host, then the repository, without a tag or "
                "digest, such as 'registry.example:5000/team/app'".format(option, name)
            )
        return cls(host, repository)
