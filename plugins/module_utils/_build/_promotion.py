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
from .._docker._buildx import check_buildx
from .._docker._engine import Engine
from .._docker._facts import ImageFacts, identity
from .._docker._image_reader import image_facts
from .._docker._image_store import remove_image, repo_digests, tag_image
from ._candidate import Candidate
from ._decision import Decision
from ._detached import run_detached
from ._outcome import Built
from ._plan import overlooked_files
from ._platforms import check_platforms
from ._policy import Policy
from ._preflight import check_disk_space, check_store, check_syntax
from ._record import Record
from ._rendered_files import RenderedFiles
from ._request import BuildRequest
from ._shared_key import link_folders, shared_key
from ._state import State


@dataclass(frozen=True)
class Promotion:
    """How it is built: `timeout` in seconds, `min_free_space` in bytes."""

    engine: Engine
    state: State
    rendered_files: RenderedFiles
    policy: Policy
    rebuild: str
    timeout: int
    min_free_space: int
    fail_on_warnings: bool

    def run(self, request: BuildRequest, decision: Decision, folder: str) -> Built:
        """Build under the candidate's name, apply the policy, tag. `folder` is an empty one for this build alone."""
        check_buildx(self.engine)
        about = self.engine.info()
        check_store(request, about.store)
        check_syntax(request, decision.recipe.dockerfile_text, about.version)
        check_platforms(self.engine, request, decision.recipe.dockerfile_text)
        for place in (about.data_root, folder):
            check_disk_space(place, self.min_free_space)
        state, reference, progress = self.state, request.image.reference, Progress()
        request = self._link_contexts(request, decision, folder, progress)
        candidate = Candidate(
            self.engine, state.candidate, folder, state.log_file, self.timeout, self.fail_on_warnings
        )
        values = decision.inputs.values
        try:
            document = candidate.build(request, decision.recipe, values, self.rebuild == "always", progress)
            image = image_facts(self.engine, reference, document, about.store)
            self.policy.enforce(image)
            candidate.refuse_warnings(progress)
            image, moved = self._promote(reference, decision, document, image)
        except ImageError as error:
            error.details["log_file"] = state.log_file
            raise
        finally:
            remove_image(self.engine, state.candidate)
        digests = repo_digests(self.engine, reference)  # not those of the candidate's name
        steps = progress.steps()
        return Built(
            replace(image, digests=digests), moved, steps["total"], steps["cached"], tuple(progress.warnings)
        )

    def _link_contexts(self, request: BuildRequest, decision: Decision, folder: str, progress: Progress) -> BuildRequest:
        """Let BuildKit compare the folders with what the recorded build sent, where that shows all changes."""
        overlooked = overlooked_files(decision.record, decision.inputs.values, decision.inputs.stat_data)
        if overlooked:
            progress.warnings.append(
                "BuildKit overlooks files that kept size and modification time, and folders of another mode, so the "
                "whole context was sent again: {0}".format(", ".join(overlooked))
            )
        recorded = decision.record.fingerprint if decision.record and not overlooked else None
        return link_folders(request, folder, shared_key(self.state.shared_key_file, decision.fingerprint, recorded))

    def _promote(
        self, reference: str, decision: Decision, document: dict[str, Any], image: ImageFacts
    ) -> tuple[ImageFacts, bool]:
        """Let the tag point to the `image` of the `document`, unless it holds the same already.

        Return the facts of the image that holds the tag, and whether the tag moved.
        """
        tagged, inputs, record = decision.inputs.tagged, decision.inputs, decision.record
        # Attestations stand beside the image, where its identity does not show them.
        attested = inputs.values.get("attestation") or (record.inputs if record else {}).get("attestation")
        same = tagged is not None and identity(tagged) == identity(document) and not attested
        if tagged is not None and same:
            image = replace(image, id=tagged["Id"])
        coming = Record(decision.fingerprint, inputs.values, inputs.stat_data, image)

        def move() -> None:
            try:
                self.rendered_files.stage()
                if not same:
                    # The tag's move makes the coming record true: a run that is killed before leaves the last one true.
                    self.state.write(coming, *([record] if record else []))
                    tag_image(self.engine, document["Id"], reference)
                self.rendered_files.place()
            finally:
                self.rendered_files.clear()
            self.state.write(coming)

        run_detached(move)
        return image, not same
