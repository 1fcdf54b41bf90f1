# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One image on its way to a registry: asked, pushed, given papers, and tagged at last (private to the collection)."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Iterator

from .._buildkit._errors import ImageError
from .._docker._engine import Engine
from .._registry._refusal import RegistryError
from .._registry._repository import Manifest, Repository
from ._packed_image import PackedImage, pack_image
from ._paper_places import PaperPlace
from ._papers import Papers
from ._proven_layers import has_own_layers
from ._push import push_image
from ._saved_archive import SavedArchive, saved_image
from ._signing import Signing
from ._tag_plan import TagPlan, WantedTags, plan_tags
from ._tag_writing import write_tag
from ._written import Written

_FULL = "no space left on device"


@dataclass
class Published(Written):
    """What a publication did, or in check mode would do."""

    digest: str | None = None


@dataclass(frozen=True)
class Publication:
    """Who publishes, where, with what, and within how many seconds an engine has to give the image away.

    Nothing that somebody else wrote is signed: what the registry has already is proven to be of the image first.
    """

    engine: Engine
    repository: Repository
    papers: Papers
    signing: Signing | None
    timeout: int
    check_mode: bool

    def run(self, image: str, wanted: WantedTags) -> Published:
        """Make the repository hold the image with its papers under each tag, and return what that took.

        The tags are written at last, so none of them ever leads to an image that lacks something.
        """
        document = self.engine.inspect([image])[image]
        if document is None:
            raise ImageError("image: found no image {0} on the engine; build it or pull it first".format(image))
        if self.signing is not None:
            self.signing.prepare()
        published = Published()
        plan = self._plan(document["Id"], wanted)
        lacking = self._lacking(plan.manifest, published) if plan.manifest else {}
        manifest = plan.manifest
        if manifest is None or lacking:
            with self._saved(image, document["Id"]) as (archive, folder):
                if manifest is None:
                    manifest = self._push(pack_image(archive, document["Id"], folder), published)
                    lacking = self._lacking(manifest, published)
                self._write_papers(lacking, document, archive, published)
        published.digest = manifest.digest
        self._sign(manifest, published)
        self._tag(plan, wanted, manifest, published)
        return published

    def _plan(self, image_id: str, wanted: WantedTags) -> TagPlan:
        """Compare the tags with what they hold, of which only what is proven counts as the image."""
        held = {tag: self.repository.manifest(tag) for tag in wanted.names}
        foreign: set[str] = set()
        while True:
            plan = plan_tags(self.repository.place.name, image_id, wanted, held, foreign)
            if plan.manifest is None or self._is_proven(plan, image_id):
                return plan
            foreign.add(plan.manifest.digest)

    def _is_proven(self, plan: TagPlan, image_id: str) -> bool:
        """Tell whether a manifest that has the configuration of the image is all of it, where anything builds on it."""
        manifest = plan.manifest
        if manifest is None or manifest.digest == image_id:
            return True
        if self.signing is None:
            nothing_to_write = not plan.missing and all(self.papers.listed(self.repository, manifest).values())
            return nothing_to_write or has_own_layers(self.repository, manifest)
        return self.signing.is_signed(manifest.digest) or has_own_layers(self.repository, manifest)

    def _lacking(self, manifest: Manifest, published: Published) -> dict[PaperPlace, list[str]]:
        """Keep the papers that the image has, and return where one lacks, with what is listed there and not signed.

        Who signs takes no paper that he has not signed for one of his own.
        """
        lacking = {}
        for place, digests in self.papers.listed(self.repository, manifest).items():
            own = [digest for digest in digests if self.signing is None or self.signing.is_signed(digest)]
            if own:
                published.papers[place.name] = own[0]
            else:
                lacking[place] = digests
        return lacking

    @contextmanager
    def _saved(self, image: str, image_id: str) -> Iterator[tuple[SavedArchive, str]]:
        """Lend what the engine saves. Raises ImageError that says so where the disk of this host is full."""
        try:
            with saved_image(self.engine, image_id, self.timeout) as lent:
                yield lent
        except (OSError, ImageError) as error:
            if isinstance(error, RegistryError) or _FULL not in str(error).lower():
                raise
            cause = "the disk of {0} on this host is full ({1})".format(tempfile.gettempdir(), error)
            advice = "make room there, or let TMPDIR name a folder with more"
            raise RegistryError(self.repository.client.host, "saving {0}".format(image), cause, advice) from error

    def _push(self, image: PackedImage, published: Published) -> Manifest:
        """Send the image, unless it is there under another tag or none."""
        if self.repository.manifest(image.root.digest) is None:
            published.add("image", self.repository.place.name, None, image.root.digest)
            if not self.check_mode:
                push_image(self.repository, image)
        return image.root

    def _write_papers(
        self,
        lacking: dict[PaperPlace, list[str]],
        document: dict[str, Any],
        archive: SavedArchive,
        published: Published,
    ) -> None:
        for place, listed in lacking.items():
            paper = self.papers.paper(self.repository.place.name, place, document, archive)
            published.papers[place.name] = paper.digest
            if paper.digest not in listed:
                published.add("paper", place.name, None, paper.digest)
                if not self.check_mode:
                    paper.write(self.repository)

    def _sign(self, manifest: Manifest, published: Published) -> None:
        """Sign the image and each of its papers, where the signer has not signed them."""
        if self.signing is None:
            return
        digests = [manifest.digest, *published.papers.values()]
        unsigned = [each for each in digests if not self.signing.is_signed(each)]
        for digest in unsigned:
            published.add("signature", digest, None, self.signing.name)
        if unsigned and not self.check_mode:
            self.signing.sign(unsigned)

    def _tag(self, plan: TagPlan, wanted: WantedTags, manifest: Manifest, published: Published) -> None:
        for tag, before in plan.missing.items():
            if not self.check_mode:
                write_tag(self.repository, manifest, tag, wanted.moving)
            published.tags[tag] = before
            published.add("tag", tag, before, manifest.digest)
