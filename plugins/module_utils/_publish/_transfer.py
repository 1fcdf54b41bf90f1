# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A release on its way from one repository to another, without a layer passing an engine (private to the collection).

Within a registry its blobs are mounted, of which no byte is sent. Between two of them skopeo copies the image: its
layers pass the host of the task, and no other. Papers and signatures are small, and pass it too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .._registry._cosign import signature_tag
from .._registry._referrers import list_referrers, put_artifact
from .._registry._repository import Manifest, Repository, digest_of
from ._merged_signatures import lacking_signatures, merged_signatures
from ._release import Release, blobs_of
from ._skopeo import Skopeo


@dataclass
class Transfer:
    """From where to where, and by what; `mounted` counts blobs, `by` says who carried the layers."""

    source: Repository
    target: Repository
    skopeo: Skopeo
    mounted: int = 0
    by: str | None = None
    papers: set[str] = field(default_factory=set)

    @property
    def within_a_registry(self) -> bool:
        """Whether both are on one host."""
        return self.source.place.host == self.target.place.host

    def lacks_image(self, release: Release) -> bool:
        """Tell whether the target does not have the image."""
        return self.target.manifest(release.image.digest) is None

    def lacking_papers(self, release: Release) -> list[str]:
        """Return the names of the papers that the target does not list."""
        subjects = {paper.document["subject"]["digest"] for paper in release.papers.values()}
        listed = {entry["digest"] for subject in subjects for entry in list_referrers(self.target, subject)}
        return [name for name, paper in release.papers.items() if paper.digest not in listed]

    def bring_image(self, release: Release) -> None:
        """Give the target the image under its digest, and no tag. Raises ImageError."""
        blobs = [blob for manifest in release.manifests for blob in blobs_of(manifest)]
        if not (self.within_a_registry and all(self._mount(blob) for blob in blobs)):
            self.by = "skopeo"
            ends = ((each.client, each.place) for each in (self.source, self.target))
            self.skopeo.copy(release.image.digest, *ends)
            return
        self.by = "mount"
        for manifest in release.manifests:
            self.target.put_manifest(manifest.digest, manifest, "writing the image {0}".format(manifest.digest))

    def bring_paper(self, paper: Manifest) -> None:
        """Give the target a paper, listed beside the image."""
        step = "writing the paper {0}".format(paper.digest)
        self._bring_blobs(paper, step)
        put_artifact(self.target, paper, step)

    def bring_signature(self, digest: str) -> None:
        """Give the target the signatures of a digest, beside those that it has. Raises RegistryError."""
        tag = signature_tag(digest)
        signature, there = self.source.manifest(tag), self.target.manifest(tag)
        if signature is None:
            return
        step = "writing the signature {0}".format(tag)
        self._bring_blobs(signature, step)
        if there is not None and there.document.get("layers"):  # somebody else has signed it there
            config = self.target.read_blob(there.document["config"]["digest"])
            signature, config = merged_signatures(there, config, lacking_signatures(there, signature))
            self.target.upload_blob(digest_of(config), len(config), config, step)
        self.target.put_manifest(tag, signature, step)

    def _mount(self, blob: dict[str, Any]) -> bool:
        if self.target.has_blob(blob["digest"]):
            return True
        mounted = self.target.mount_blob(blob["digest"], self.source.place.repository)
        self.mounted += mounted
        return mounted

    def _bring_blobs(self, manifest: Manifest, step: str) -> None:
        for blob in blobs_of(manifest):
            if self.within_a_registry and self._mount(blob):
                continue
            if not self.target.has_blob(blob["digest"]):
                content = self.source.read_blob(blob["digest"])
                self.target.upload_blob(blob["digest"], len(content), content, step)
