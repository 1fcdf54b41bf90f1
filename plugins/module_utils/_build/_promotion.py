# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A build that has been decided: under the candidate's name, judged, then promoted to the tag (private).

Loaded only where something is built, which most tasks do not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from .._buildkit._errors import ImageError
from .._buildkit._progress import Progress
from .._docker._build_driver import context_in_use, find_builder
from .._docker._buildx import check_buildx
from .._docker._facts import ImageFacts, identity
from .._docker._image_reader import image_facts
from .._docker._image_store import remove_image, repo_digests
from ._builder_limits import check_builder
from ._candidate import Candidate
from ._decision import Decision
from ._detached import run_detached
from ._earlier_images import UntaggedImage, remove_earlier_images, untagged_image
from ._old_records import remove_old_records
from ._outcome import Built
from ._platforms import check_platforms
from ._preflight import check_disk_space, check_syntax
from ._privileged_files import privileged_files
from ._record import Record
from ._request import BuildRequest
from ._sent_contexts import remove_forgotten_contexts, sent_contexts, sent_entries
from ._setuid_files import Privileged
from ._shared_cache import check_shared_cache, is_inline, push_inline, with_shared_cache
from ._tags import move_tags
from ._terms import Terms


@dataclass(frozen=True)
class Promotion(Terms):
    """One build, from the candidate to the tag."""

    def run(self, request: BuildRequest, decision: Decision, folder: str) -> Built:
        """Build under the candidate's name, apply the policy, tag. `folder` is an empty one for this build alone."""
        check_buildx(self.engine)
        check_shared_cache(request)
        about = self.engine.info()
        builder = find_builder(self.engine, request.builder)
        request = with_shared_cache(request, about.store, builder.is_engine)
        context = context_in_use(self.engine) if request.builder and builder.is_engine else None
        check_builder(request, builder, about.store, context, self.push)
        if builder.is_engine:
            check_syntax(request, decision.recipe.dockerfile_text, about.version)
            check_platforms(self.engine, request, decision.recipe.dockerfile_text, about.store, self.state.run)
        for place in (about.data_root, folder):
            check_disk_space(place, self.min_free_space)
        progress = Progress()
        try:
            document = self._build_candidate(request, decision, folder, progress)
            image = image_facts(self.engine, request.image.reference, document, about.store, self.state.run)
            privileged = privileged_files(self.engine, document, self.state.run) if self.policy.wants_files else None
            self.policy.enforce(image, privileged=privileged or ())
            if request.shared_cache and is_inline(about.store, builder.is_engine):
                progress.warnings += push_inline(self.engine, document["Id"], request.shared_cache, self.timeout)
            record, before = self._promote(request, decision, document, image, privileged)
        except ImageError as error:
            error.details["log_file"] = self.state.log_file
            raise
        finally:
            remove_image(self.engine, self.state.candidate)
        remove_old_records(self.engine, self.state.folder)
        remove_forgotten_contexts(self.state.folder)
        image, steps = record.image, progress.steps()
        moved = before != image.id
        return Built(
            image=replace(image, digests=repo_digests(self.engine, image.id)),  # not those of the candidate's name
            tag_moved=moved,
            total_steps=steps["total"],
            cached_steps=steps["cached"],
            warnings=tuple(progress.warnings),
            untagged_image=self._untagged_image(before, decision.record) if before and moved else None,
            removed_images=self._remove_earlier_images(record),
        )

    def _untagged_image(self, image: str, record: Record | None) -> UntaggedImage | None:
        """Return the image of this id, which held the tag before, where it has no other one."""
        size = record.image.size if record and record.image.id == image else None
        return untagged_image(self.engine, image, size)

    def _remove_earlier_images(self, record: Record) -> tuple[str, ...]:
        """Remove what the recorded image came after and what is not to be kept, and return the ids."""
        if self.keep_images is None:
            return ()
        return tuple(remove_earlier_images(self.engine, record.earlier, self.keep_images))

    def _build_candidate(
        self, request: BuildRequest, decision: Decision, folder: str, progress: Progress
    ) -> dict[str, Any]:
        """Build under the candidate's name, from folders that BuildKit cannot take for others. Return its document."""
        values, stat_data = decision.inputs.values, decision.inputs.stat_data
        coming = sent_entries(request, values, stat_data)
        candidate = Candidate(
            self.engine, self.state.candidate, folder, self.state.log_file, self.timeout, self.fail_on_warnings
        )
        receiver = " ".join(filter(None, [self.engine.address, request.builder]))  # each has copies of its own
        with sent_contexts(self.state.folder, receiver, request.context, coming) as sent:
            if sent.overlooked:
                progress.warnings.append(
                    "BuildKit overlooks files that kept size and modification time, and folders of another mode, so "
                    "the whole context was sent again: {0}".format(", ".join(sent.overlooked))
                )
            linked = sent.link(request, folder)
            try:
                return candidate.build(linked, decision.recipe, values, self.rebuild == "always", progress)
            finally:
                sent.arrived(progress.contexts())

    def _promote(
        self,
        request: BuildRequest,
        decision: Decision,
        document: dict[str, Any],
        image: ImageFacts,
        privileged: list[Privileged] | None,
    ) -> tuple[Record, str | None]:
        """Let each tag point to the `image` of the `document`, unless it holds the same already.

        Return the record of the image that holds the tag, and the id of the one that held it before, None for none.
        """
        inputs, record = decision.inputs, decision.record
        reference, *others = [name.reference for name in request.images]
        tagged = self.engine.inspect([reference])[reference]  # another task may have moved it during the build
        # Attestations stand beside the image, where its identity does not show them.
        attested = inputs.values.get("attestation") or (record.inputs if record else {}).get("attestation")
        same = tagged is not None and identity(tagged) == identity(document) and not attested
        if tagged is not None and same:
            image = replace(image, id=tagged["Id"])
        earlier = self._earlier(record, image.id)
        coming = Record(decision.fingerprint, inputs.values, inputs.stat_data, image, earlier, privileged)

        def move() -> None:
            with self.rendered_files.replacing():
                if not same:
                    # The tag's move makes the coming record true: a run that is killed before leaves the last one true.
                    self.state.write(coming, *([record] if record else []))
                    move_tags(self.engine, document["Id"], [*others, reference])
                else:
                    move_tags(self.engine, image.id, others)
            self.state.write(coming)

        run_detached(move)
        return coming, tagged["Id"] if tagged else None

    def _earlier(self, record: Record | None, image: str) -> list[str]:
        """Return the ids of what the task built for the tag before this `image` and is there, the latest first."""
        ids = [record.image.id, *record.earlier] if record else []
        return [each for each, document in self.engine.inspect(ids).items() if document and each != image]
