# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The papers of an image, made from what is in it (private to the collection)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping

from .._buildkit._errors import ImageError
from .._registry._referrers import artifact, attach, list_referrers
from .._registry._repository import Manifest, Repository
from ._bill_of_materials import Subject, to_cyclonedx, to_spdx
from ._bundled_packages import Bundled
from ._package_files import read_package_files
from ._packages import find_packages, find_system
from ._page_bill import find_page
from ._paper_places import PaperPlace, paper_places
from ._provenance import Inputs, to_statement
from ._saved_archive import SavedArchive, blob_name
from ._source_commit import SourceCommit

_NO_TIME = "1970-01-01T00:00:00Z"  # of an image that does not say when it was made


@dataclass(frozen=True)
class Paper:
    """One paper as it is, or would be, written."""

    place: PaperPlace
    content: bytes
    created: str  # when the image was made (RFC 3339)

    @property
    def _annotations(self) -> dict[str, str]:
        return {"org.opencontainers.image.created": self.created}

    @property
    def digest(self) -> str:
        """The digest that a registry knows it by."""
        place = self.place
        return artifact(place.subject, place.artifact_type, self.content, self._annotations).digest

    def write(self, repository: Repository) -> None:
        """Give it to a repository. Raises RegistryError."""
        attach(repository, self.place.subject, self.place.artifact_type, self.content, self._annotations)


@dataclass(frozen=True)
class Papers:
    """Which papers an image gets, and what is told in them besides what the image itself says."""

    kinds: tuple[str, ...]
    builder: str
    bundled: Bundled
    commit: SourceCommit | None
    recorded: Mapping[str, Inputs]  # by the ids of the images that they made

    def listed(self, repository: Repository, image: Manifest) -> dict[PaperPlace, list[str]]:
        """Return the digests of what is listed as each paper of an image, whoever wrote it."""
        places = paper_places(image, self.kinds)
        beside = {digest: list_referrers(repository, digest) for digest in {place.digest for place in places}}
        return {
            place: [
                str(each["digest"]) for each in beside[place.digest] if each.get("artifactType") == place.artifact_type
            ]
            for place in places
        }

    def paper(self, name: str, place: PaperPlace, document: dict[str, Any], archive: SavedArchive) -> Paper:
        """Return one paper of the image with the engine's `document`, which lies under `name`."""
        created = _created(archive, place.digest) if place.platform else document["Created"]
        subject = Subject(name, place.digest, created)
        image_id = place.digest if place.platform else document["Id"]
        return Paper(place, self.content(place.kind, subject, archive, image_id), subject.time)

    def content(self, kind: str, subject: Subject, archive: SavedArchive, image_id: str) -> bytes:
        """Return the text of one paper, of the image or the platform's part of it that the archive has by the id."""
        if kind == "provenance":
            return to_statement(subject, self.builder, self.commit, self.recorded.get(image_id))
        files = read_package_files(archive, layers_of(archive, image_id))
        page = find_page(files, self.bundled)
        packages = sorted({*find_packages(files), *page.packages})
        if kind == "spdx":
            return to_spdx(subject, packages, page.remark)
        return to_cyclonedx(subject, packages, find_system(files), page.remark)


def layers_of(archive: SavedArchive, image_id: str) -> list[str]:
    """Return the members that are the layers of an image, or of a platform's part of one, the base first."""
    layers = _part(archive, image_id).get("layers")
    if layers is not None:
        return [blob_name(layer["digest"]) for layer in layers]
    images = archive.document("manifest.json") or []
    digest = image_id.partition(":")[2]
    own = [image for image in images if digest in image["Config"]] or images
    return [str(layer) for layer in (own[0]["Layers"] or [])] if own else []


def _part(archive: SavedArchive, digest: str) -> dict[str, Any]:
    """Return the manifest with a digest, which engines with the containerd image store have; otherwise none."""
    found: dict[str, Any] = archive.document(blob_name(digest)) or {}
    return found


def _created(archive: SavedArchive, digest: str) -> str:
    """Return when a platform's part of an image was made. Raises ImageError where the archive lacks that part."""
    name = blob_name(digest)
    if name not in archive:
        raise ImageError(
            "image: the engine has only a part of it, without {0}, so nobody can tell what is in that; pull or build "
            "it for each of its platforms".format(digest)
        )
    config = archive.document(blob_name(archive.document(name)["config"]["digest"]))
    return str(config.get("created") or _NO_TIME)
