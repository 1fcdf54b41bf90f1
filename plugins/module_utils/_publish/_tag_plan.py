# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which tags a registry has to be given; no I/O (private to the collection)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Container, Mapping, Sequence

from .._buildkit._errors import ImageError
from .._docker._image_name import is_tag
from .._registry._repository import Manifest


@dataclass(frozen=True)
class WantedTags:
    """The tags that an image is published with, and those of them that may be taken from another image."""

    names: tuple[str, ...]
    moving: frozenset[str]

    @classmethod
    def of(cls, tags: Sequence[str], moving: Sequence[str], commit: Sequence[str] = ()) -> WantedTags:
        """Return them all, each once; `commit` are those of the source. Raises ImageError that names the option."""
        for option, names in (("tags", tags), ("moving_tags", moving)):
            for name in names:
                if not is_tag(name):
                    raise ImageError(
                        "{0}: found {1!r}, which is not an image tag; use up to 128 letters, digits, '_', '.' and "
                        "'-', beginning with a letter, digit or '_'".format(option, name)
                    )
        found = tuple(dict.fromkeys([*commit, *tags, *moving]))
        if not found:
            raise ImageError("tags: found none, so nobody would find the image; name at least one, or set source")
        return cls(found, frozenset(moving))


@dataclass(frozen=True)
class TagPlan:
    """What the registry has of the image already, None for nothing, and the tags to write with what they hold now."""

    manifest: Manifest | None
    missing: dict[str, str | None]


def is_image(manifest: Manifest, image_id: str) -> bool:
    """Tell whether a registry's manifest is of the image that an engine knows by the id.

    The containerd image store names an image by its manifest or index, the others by its configuration.
    """
    return image_id in (manifest.digest, (manifest.document.get("config") or {}).get("digest"))


def plan_tags(
    name: str,
    image_id: str,
    wanted: WantedTags,
    held: Mapping[str, Manifest | None],
    foreign: Container[str] = (),
) -> TagPlan:
    """Compare what is wanted with what the tags of `name` hold. Raises ImageError for one that must not move.

    `foreign` are digests of manifests that only seem to be of the image.
    """
    own = (each for each in map(held.get, wanted.names) if each and each.digest not in foreign)
    known = next((each for each in own if is_image(each, image_id)), None)
    missing: dict[str, str | None] = {}
    for tag in wanted.names:
        holds = held[tag]
        if holds is None or known is None or holds.digest != known.digest:
            missing[tag] = holds.digest if holds else None
    taken = ["{0}:{1} ({2})".format(name, tag, digest) for tag, digest in missing.items()
             if digest and tag not in wanted.moving]  # fmt: skip
    if taken:
        raise ImageError(
            "tags: found another image than {0} under {1}; take a new tag, or name those that may move in "
            "moving_tags. Nothing was published".format(known.digest if known else image_id, ", ".join(taken))
        )
    return TagPlan(known, missing)
