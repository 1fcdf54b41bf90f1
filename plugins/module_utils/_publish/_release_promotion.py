# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A release that gets another name, tag or registry: checked, brought, checked there, tagged at last (private)."""

from __future__ import annotations

from dataclasses import dataclass, field

from .._registry._cosign import Cosign
from ._release import Release
from ._release_policy import ReleasePolicy
from ._tag_plan import WantedTags, plan_tags
from ._tag_writing import write_tag
from ._transfer import Transfer
from ._written import Written


@dataclass
class Promoted(Written):
    """What a promotion did, or in check mode would do."""

    ids: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ReleasePromotion:
    """From where to where, by which policy; each side has a cosign that is logged in there."""

    transfer: Transfer
    policy: ReleasePolicy
    source_cosign: Cosign
    target_cosign: Cosign
    check_mode: bool

    def run(self, digest: str, wanted: WantedTags) -> Promoted:
        """Make the target hold the image with its papers and signatures under each tag. Raises ImageError.

        What was checked is what is written: from then on nothing is asked for by a name that somebody could move.
        """
        source, target = self.transfer.source, self.transfer.target
        release = self.policy.check(source, self.source_cosign, digest)
        held = {tag: target.manifest(tag) for tag in wanted.names}
        plan = plan_tags(target.place.name, digest, wanted, held)
        moving = {tag: other for tag, other in held.items() if other is not None and tag in plan.missing}
        self.policy.check_age(target, source, release.image, moving)
        promoted = Promoted({kind: paper.digest for kind, paper in release.papers.items()}, ids=release.ids)
        self._bring(release, promoted)
        for tag, before in plan.missing.items():
            if not self.check_mode:
                write_tag(target, release.image, tag, wanted.moving)
            promoted.tags[tag] = before
            promoted.add("tag", tag, before, digest)
        return promoted

    def _bring(self, release: Release, promoted: Promoted) -> None:
        if self.transfer.lacks_image(release):
            promoted.add("image", self.transfer.target.place.name, None, release.image.digest)
            if not self.check_mode:
                self.transfer.bring_image(release)
        for kind in self.transfer.lacking_papers(release):
            promoted.add("paper", kind, None, release.papers[kind].digest)
            if not self.check_mode:
                self.transfer.bring_paper(release.papers[kind])
        if self.policy.signed_by is not None:
            self._bring_signatures(release, promoted)

    def _bring_signatures(self, release: Release, promoted: Promoted) -> None:
        target = self.transfer.target
        unsigned = [each for each in release.signed if not self.policy.is_signed(target, self.target_cosign, each)]
        for digest in unsigned:
            promoted.add("signature", digest, None, str(self.policy.signed_by))
            if not self.check_mode:
                self.transfer.bring_signature(digest)
        if unsigned and not self.check_mode:  # somebody may have exchanged them since they were read
            self.policy.check(target, self.target_cosign, release.image.digest)
