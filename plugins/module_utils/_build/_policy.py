# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an image has to be before it may take its tag; no I/O (private to the collection)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Iterable, Mapping

from .._buildkit._errors import ImageError
from .._docker._byte_size import format_size, parse_size
from .._docker._facts import ImageFacts
from ._base_policy import old_bases, unapproved_bases
from ._setuid_files import Privileged, setuid_files

_LARGEST = 3  # layers that a message about the size names
_NAMED = 5  # files that a message names


@dataclass(frozen=True)
class Policy:
    """Limits for an image, by the names of the module's options.

    `max_size` is in bytes or None, `max_base_age` in days or 0. `approved_bases` are shell patterns, `setuid_files`
    says which may be there, `papers` which the build has to make.
    """

    max_size: int | None = None
    user: str = "any"
    min_uid: int = 0
    healthcheck: str = "optional"
    approved_bases: tuple[str, ...] = ()
    max_base_age: int = 0
    setuid_files: str = "any"
    papers: tuple[str, ...] = ()

    @classmethod
    def of(cls, options: dict[str, Any] | None) -> "Policy":
        """Return the policy that the module's option `policy` describes; raises ImageError for a bad size."""
        options = options or {}
        limit = options.get("max_size")
        return cls(
            max_size=parse_size(limit, "policy.max_size") if limit not in (None, "") else None,
            user=options.get("user") or "any",
            min_uid=options.get("min_uid") or 0,
            healthcheck=options.get("healthcheck") or "optional",
            approved_bases=tuple(options.get("approved_bases") or ()),
            max_base_age=options.get("max_base_age") or 0,
            setuid_files=options.get("setuid_files") or "any",
            papers=tuple(options.get("papers") or ()),
        )

    @property
    def wants_files(self) -> bool:
        """Whether the files of the image have to be read to judge it."""
        return self.setuid_files != "any"

    def check_recipe(
        self, reference: str, created: Mapping[str, str | None], attestations: Iterable[str], now: float
    ) -> None:
        """Raise ImageError for what breaks the policy before anything is built, in check mode as well.

        `created` has for each image that the build begins with when it was made, None where nobody knows; `now` is in
        seconds since 1970.
        """
        broken = [*self._papers(attestations)]
        if self.approved_bases:
            broken += unapproved_bases(created, self.approved_bases)
        if self.max_base_age:
            broken += old_bases(created, self.max_base_age, now)
        if broken:
            raise ImageError("policy: {0} may not be built so: {1}".format(reference, "; ".join(broken)))

    def enforce(self, image: ImageFacts, holds_tag: bool = False, privileged: Iterable[Privileged] = ()) -> None:
        """Raise ImageError with every claim of the policy that the facts `image` break.

        `privileged` are its setuid and setgid files. `holds_tag` tells whether the image has its tag already, since the
        policy became stricter later.
        """
        judged = (self._size(image), self._user(image), self._healthcheck(image), self._setuid(privileged))
        broken = [message for message in judged if message]
        if broken:
            found = "that holds {0} breaks it" if holds_tag else "built for {0} was rejected and does not hold the tag"
            raise ImageError(
                "policy: the image {0}: {1}".format(found.format(image.reference), "; ".join(broken)),
                image=image.to_json(),
            )

    def _size(self, image: ImageFacts) -> str | None:
        if self.max_size is None or image.size <= self.max_size:
            return None
        largest = sorted(image.layers, key=lambda layer: layer.size, reverse=True)[:_LARGEST]
        named = ", ".join("{0} by {1!r}".format(format_size(layer.size), layer.created_by[:80]) for layer in largest)
        return "max_size is {0} ({1} bytes), found {2} ({3} bytes); the largest layers are {4}".format(
            format_size(self.max_size), self.max_size, format_size(image.size), image.size, named
        )

    def _user(self, image: ImageFacts) -> str | None:
        user = image.user
        if self.user != "any" and user.uid in (None, 0):
            return "user is {0}, found {1!r}, which {2}; name a user above 0 in USER".format(
                self.user, user.value, "is root" if user.uid == 0 else "the image's passwd file does not have"
            )
        if self.user == "numeric" and not user.value.partition(":")[0].isdigit():
            return "user is numeric, found {0!r}, which Kubernetes' runAsNonRoot cannot verify; write USER {1}".format(
                user.value, user.uid
            )
        if self.min_uid and (user.uid is None or user.uid < self.min_uid):
            return "min_uid is {0}, found user {1!r} with UID {2}".format(self.min_uid, user.value, user.uid)
        return None

    def _healthcheck(self, image: ImageFacts) -> str | None:
        if self.healthcheck == "required" and image.healthcheck is None:
            return "healthcheck is required, found none; write a HEALTHCHECK in the Dockerfile"
        return None

    def _setuid(self, privileged: Iterable[Privileged]) -> str | None:
        found = setuid_files(privileged, of_distributions=self.setuid_files == "distribution")
        if not self.wants_files or not found:
            return None
        more = ", and {0} more".format(len(found) - _NAMED) if len(found) > _NAMED else ""
        return "setuid_files is {0}, found {1}{2}; remove them in the Dockerfile, or their bits by chmod ug-s".format(
            self.setuid_files, ", ".join(found[:_NAMED]), more
        )

    def _papers(self, attestations: Iterable[str]) -> list[str]:
        fields = [field for text in attestations for field in text.split(",")]
        given = {field[len("type=") :] for field in fields if field.startswith("type=")}
        return [
            "papers has {0}, found attestations {1!r}; add type={0} to them".format(paper, sorted(given))
            for paper in self.papers
            if paper not in given
        ]
