# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an image has to be before it may take its tag; no I/O (private to the collection)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .._buildkit._errors import ImageError
from .._docker._byte_size import format_size, parse_size
from .._docker._facts import ImageFacts

_LARGEST = 3  # layers that a message about the size names


@dataclass(frozen=True)
class Policy:
    """Limits for an image: `max_size` in bytes or None, `user` any, nonroot or numeric, `min_uid`, `healthcheck`."""

    max_size: int | None = None
    user: str = "any"
    min_uid: int = 0
    healthcheck: str = "optional"

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
        )

    def enforce(self, image: ImageFacts, holds_tag: bool = False) -> None:
        """Raise ImageError with every claim of the policy that the facts `image` break.

        `holds_tag` tells whether the image has its tag already, since the policy became stricter later.
        """
        broken = [message for message in (self._size(image), self._user(image), self._healthcheck(image)) if message]
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
