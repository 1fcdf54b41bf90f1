# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which papers an image has, and to what each of them refers; no I/O (private to the collection).

https://github.com/opencontainers/image-spec/blob/v1.1.0/image-index.md
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Iterator, Sequence

from .._registry._repository import INDEXES, Manifest
from ._bill_of_materials import CYCLONEDX, SPDX
from ._provenance import PROVENANCE

ARTIFACT_TYPES = {"spdx": SPDX, "cyclonedx": CYCLONEDX, "provenance": PROVENANCE}
_NO_PLATFORM = "unknown"  # BuildKit's own attestations stand in the index under it


@dataclass(frozen=True)
class PaperPlace:
    """Where one paper belongs: its name, its kind, and the descriptor of what it refers to.

    `platform` is the one whose bill it is, '' where it is about the image as a whole.
    """

    name: str
    kind: str
    platform: str
    subject: dict[str, Any] = field(hash=False)

    @property
    def digest(self) -> str:
        """The digest of what it refers to."""
        return str(self.subject["digest"])

    @property
    def artifact_type(self) -> str:
        """What a registry lists it as."""
        return ARTIFACT_TYPES[self.kind]


def paper_places(image: Manifest, kinds: Sequence[str]) -> tuple[PaperPlace, ...]:
    """Return where the papers of these kinds belong.

    What is in the image of one platform is not in that of another one, so each of them has bills of its own; the
    provenance is that of the whole.
    """
    if image.media_type not in INDEXES:
        return tuple(PaperPlace(kind, kind, "", image.descriptor) for kind in kinds)
    found = []
    for kind in kinds:
        if kind == "provenance":
            found.append(PaperPlace(kind, kind, "", image.descriptor))
        else:
            found += [
                PaperPlace("{0} {1}".format(kind, platform), kind, platform, entry)
                for platform, entry in _platforms(image)
            ]
    return tuple(found)


def _platforms(index: Manifest) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each platform with its descriptor; a platform that stands there twice with a part of its digest."""
    seen: set[str] = set()
    for entry in index.document.get("manifests") or []:
        about = entry.get("platform") or {}
        name = "/".join(filter(None, [about.get("os"), about.get("architecture"), about.get("variant")]))
        if about.get("os") == _NO_PLATFORM:
            continue
        digest = str(entry["digest"]).partition(":")[2]
        name = name if name and name not in seen else "{0} {1}".format(name, digest[:12]).strip()
        seen.add(name)
        yield name, {key: entry[key] for key in ("mediaType", "digest", "size")}
