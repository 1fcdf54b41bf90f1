# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an image has to be before it may go to another environment; asks its registry and cosign (private)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, NoReturn

from .._build._base_policy import seconds_of
from .._buildkit._errors import ImageError
from .._registry._certificate_identity import CertificateIdentity
from .._registry._cosign import Cosign, signature_tag
from .._registry._referrers import list_referrers
from .._registry._repository import Manifest, Repository
from ._paper_places import ARTIFACT_TYPES, PaperPlace, paper_places
from ._release import Release, blobs_of, created, digest_in, read_parts

_UNKNOWN = -1  # size of a blob that a registry does not tell


@dataclass(frozen=True)
class ReleasePolicy:
    """Whose signature counts, and what has to be there.

    `signed_by` is a key, which is a file or the reference of a KMS, or who has a certificate; None asks for nobody's.
    `papers` are kinds. `whole_layers` reads each layer to prove its digest; without it only its size is compared.
    `older` lets a tag go back to an image that was made before the one it holds.
    """

    signed_by: str | CertificateIdentity | None
    papers: tuple[str, ...] = tuple(ARTIFACT_TYPES)
    whole_layers: bool = False
    older: bool = False

    def check(self, repository: Repository, cosign: Cosign, digest: str) -> Release:
        """Return the image of this digest with its papers. Raises ImageError for what the policy refuses.

        All that is returned is proven by the digest and by signatures, so nobody can exchange it afterwards.
        """
        image = repository.manifest(digest)
        if image is None:
            self._refuse(repository, digest, "found no such digest there; take the one that image_publish returned")
        self._check_signature(repository, cosign, digest, digest, "the image")
        parts = read_parts(repository, image)
        for manifest in (*parts, image):
            self._check_blobs(repository, digest, manifest)
        places = paper_places(image, self.papers)
        papers = {place.name: self._paper(repository, cosign, digest, place) for place in places}
        return Release(image, parts, papers)

    def check_age(self, target: Repository, source: Repository, image: Manifest, held: dict[str, Manifest]) -> None:
        """Raise ImageError where one of the tags, with what they hold, would go back to an older image."""
        if self.older or not held:
            return
        made = created(source, image)
        for tag, other in held.items():
            before = created(target, other)
            if other.digest != image.digest and _is_earlier(made, before):
                found = (
                    "found that it was made at {0}, and {1}:{2} holds {3} of {4}; set policy.older to go back".format(
                        made, target.place.name, tag, other.digest, before
                    )
                )
                self._refuse(source, image.digest, found)

    def is_signed(self, repository: Repository, cosign: Cosign, digest: str) -> bool:
        """Tell whether a digest has a signature that counts."""
        try:
            self._check_signature(repository, cosign, digest, digest, "it")
        except ImageError:
            return False
        return True

    def _check_signature(self, repository: Repository, cosign: Cosign, image: str, digest: str, what: str) -> None:
        if self.signed_by is None:
            return
        if repository.manifest(signature_tag(digest)) is None:
            self._refuse(repository, image, "found no signature of {0}; sign it when it is published".format(what))
        try:
            said = cosign.verify(digest, self.signed_by)
        except ImageError as error:
            found = "found no signature of {0} by {1} ({2})".format(what, self.signed_by, _cause(error))
            self._refuse(repository, image, found)
        if _named_digests(said) != {digest}:
            found = "found a signature of {0} that is of {1}".format(what, sorted(_named_digests(said)))
            self._refuse(repository, image, found)

    def _check_blobs(self, repository: Repository, image: str, manifest: Manifest) -> None:
        for blob in blobs_of(manifest):
            digest = blob["digest"]
            size = repository.blob_size(digest)
            if size is None:
                self._refuse(repository, image, "found that its blob {0} is gone; publish it again".format(digest))
            if size not in (blob["size"], _UNKNOWN):
                found = "found its blob {0} changed, with {1} bytes instead of {2}".format(digest, size, blob["size"])
                self._refuse(repository, image, found)
            read = digest_in(repository, digest) if self.whole_layers else digest
            if read != digest:
                self._refuse(repository, image, "found its blob {0} changed, with the digest {1}".format(digest, read))

    def _paper(self, repository: Repository, cosign: Cosign, image: str, place: PaperPlace) -> Manifest:
        """Return the first paper for a place that counts. Others beside it are left where they are."""
        wrong = []
        for entry in list_referrers(repository, place.digest):
            if entry.get("artifactType") == place.artifact_type:
                try:
                    return self._checked_paper(repository, cosign, image, place, entry)
                except ImageError as error:
                    wrong.append(_cause(error))
        found = "policy.papers has {0}, found {1}; publish it again".format(place.name, "; ".join(wrong) or "none")
        raise self._refusal(repository, image, found)

    def _checked_paper(
        self, repository: Repository, cosign: Cosign, image: str, place: PaperPlace, entry: dict[str, Any]
    ) -> Manifest:
        paper = repository.manifest(entry["digest"])
        if paper is None:
            raise ImageError("{0} that is listed and not there".format(entry["digest"]))
        document = paper.document
        subject = (document.get("subject") or {}).get("digest")
        if subject != place.digest:
            raise ImageError("{0} that is of {1}".format(paper.digest, subject))
        if document.get("artifactType") != place.artifact_type:
            raise ImageError("{0} that is a {1}".format(paper.digest, document.get("artifactType")))
        content = [repository.read_blob(blob["digest"]) for blob in document["layers"]]
        if place.kind == "provenance" and not _is_about(content, image):
            raise ImageError("{0} whose statement is about another image".format(paper.digest))
        try:
            self._check_signature(repository, cosign, image, paper.digest, "it")
        except ImageError as error:
            raise ImageError("{0} without a signature that counts ({1})".format(paper.digest, _cause(error))) from error
        return paper

    def _refuse(self, repository: Repository, digest: str, found: str) -> NoReturn:
        raise self._refusal(repository, digest, found)

    def _refusal(self, repository: Repository, digest: str, found: str) -> ImageError:
        reference = "{0}@{1}".format(repository.place.name, digest)
        return ImageError("policy: {0} may not be promoted: {1}. No tag was written".format(reference, found))


def _cause(error: ImageError) -> str:
    """Return what a refusal found, without what stands around it."""
    text = str(error)
    return text.partition("may not be promoted: found ")[2].partition(". No tag was")[0] or text


def _named_digests(said: str) -> set[str]:
    """Return the digests that the payloads of signatures name, as cosign prints them.

    https://github.com/containers/image/blob/main/docs/containers-signature.5.md
    """
    try:
        return {str(payload["critical"]["image"]["docker-manifest-digest"]) for payload in json.loads(said)}
    except (ValueError, KeyError, TypeError):
        return set()


def _is_earlier(made: str | None, before: str | None) -> bool:
    """Tell whether one time is known to be before another."""
    coming, there = seconds_of(made), seconds_of(before)
    return coming is not None and there is not None and coming < there


def _is_about(content: list[bytes], image: str) -> bool:
    """Tell whether an in-toto statement is about an image."""
    try:
        (statement,) = map(json.loads, content)
        digests = [subject["digest"]["sha256"] for subject in statement["subject"]]
    except (ValueError, KeyError, TypeError):
        return False
    return digests == [image.partition(":")[2]]
