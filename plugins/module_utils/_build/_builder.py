# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One image from request to tag: decide, build without the tag, judge, then promote (private to the collection)."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from .._buildkit._errors import ImageError
from .._buildkit._progress import Progress
from .._docker._buildx import check_buildx
from .._docker._engine import Engine
from .._docker._facts import ImageFacts, identity
from .._docker._image_reader import image_facts, remove_reader
from .._docker._image_store import remove_image, repo_digests, tag_image
from ._candidate import Candidate
from ._detached import run_detached
from ._inputs import Inputs, Recipe, gather, read_recipe
from ._outcome import Outcome
from ._plan import (
    Plan,
    current_record,
    describe_difference,
    explain_modes,
    fingerprint,
    make_plan,
    overlooked_files,
    refreshed_stat_data,
)
from ._platforms import check_platforms
from ._policy import Policy
from ._preflight import (
    check_disk_space,
    check_secrets,
    check_ssh,
    check_store,
    check_syntax,
    leave_out_absent_secrets,
)
from ._publication import publish
from ._record import Record
from ._rendered_files import RenderedFiles
from ._request import BuildRequest
from ._shared_key import link_folders, shared_key
from ._state import State


@dataclass(frozen=True)
class Decision:
    """What was found and decided; `record` is the one of `records` that counts."""

    recipe: Recipe
    records: list[Record]
    record: Record | None
    inputs: Inputs
    fingerprint: str
    plan: Plan


@dataclass(frozen=True)
class Built:
    """What only a build knows."""

    image: ImageFacts
    tag_moved: bool
    progress: Progress


@dataclass(frozen=True)
class Builder:
    """How a request is carried out: `timeout` in seconds, `min_free_space` in bytes."""

    engine: Engine
    state: State
    rendered_files: RenderedFiles
    policy: Policy
    rebuild: str
    timeout: int
    min_free_space: int
    push: bool
    fail_on_warnings: bool
    check_mode: bool

    def run(self, request: BuildRequest) -> Outcome:
        """Build what has to be built and return the outcome. Raises ImageError; the tag then is what it was."""
        started = time.monotonic()
        request = leave_out_absent_secrets(request)
        if not self.check_mode and self.state.is_building():
            with self.state.building(self.timeout):
                self._clean_up()
        decision = self._decide(request)
        differences = self.rendered_files.differences()
        built = None
        if decision.plan.build and not self.check_mode:
            with self.state.building(self.timeout) as folder:
                if self.state.read() != decision.records:  # another run was faster, and maybe built the same
                    decision = self._decide(request)
                if decision.plan.build:
                    built = self._build(request, decision, folder)
        if not decision.plan.build and not self.check_mode and self.rebuild == "when_changed":
            self._refresh_stat_data(decision)
        outcome = self._outcome(request, decision, built, differences)
        if self.push:
            outcome = publish(self.engine, request.image, outcome, self.timeout, self.check_mode)
        return replace(outcome, duration=round(time.monotonic() - started, 3))

    def _clean_up(self) -> None:
        """Remove what a killed build left on the engine and beside the rendered files."""
        self.rendered_files.clear()
        candidate = self.engine.inspect([self.state.candidate])[self.state.candidate]
        if candidate is not None:
            remove_reader(self.engine, candidate["Id"])
            remove_image(self.engine, self.state.candidate)

    def _decide(self, request: BuildRequest) -> Decision:
        """Read what is wanted and what was built, and compare."""
        recipe = read_recipe(request)
        check_secrets(request)
        check_ssh(request)
        records = self.state.read()
        inputs = gather(request, recipe, self.engine, records[0] if records else None)
        tagged = inputs.tagged["Id"] if inputs.tagged else None
        record = current_record(records, tagged)
        plan = make_plan(request.image.reference, inputs.values, record, tagged, self.rebuild)
        return Decision(recipe, records, record, inputs, fingerprint(inputs.values), plan)

    def _refresh_stat_data(self, decision: Decision) -> None:
        """Let the record tell the next run which files it need not read, unless another run is about to write it."""
        stat_data = refreshed_stat_data(decision.record, decision.inputs.values, decision.inputs.stat_data)
        if stat_data is None or decision.record is None:
            return
        with suppress(ImageError, OSError), self.state.building(0):
            if self.state.read() == decision.records:
                self.state.write(replace(decision.record, stat_data=stat_data))

    def _outcome(
        self, request: BuildRequest, decision: Decision, built: Built | None, differences: list[dict[str, str]]
    ) -> Outcome:
        plan, record = decision.plan, decision.record
        unknown = plan.build and self.check_mode  # only a build could tell whether the tag would move
        steps = built.progress.steps() if built else {"total": 0, "cached": 0}
        return Outcome(
            changed=plan.build,
            reasons=plan.reasons,
            fingerprint=decision.fingerprint,
            image=built.image if built else self._tagged_image(request.image.reference, decision),
            image_changed=None if unknown else built is not None and built.tag_moved,
            rendered_files_current=plan.build or not differences,
            total_steps=steps["total"],
            cached_steps=steps["cached"],
            build_warnings=tuple(built.progress.warnings) if built else (),
            log_file=self.state.log_file,
            diff=describe_difference(record.inputs if record else None, decision.inputs.values, plan),
            file_diffs=tuple(differences) if plan.build else (),
            warnings=tuple(explain_modes(plan.reasons)),
        )

    def _tagged_image(self, reference: str, decision: Decision) -> ImageFacts | None:
        """Return the facts of the image that holds the tag, or None. Raises ImageError when it breaks the policy."""
        tagged, record = decision.inputs.tagged, decision.record
        if tagged is None:
            return None
        if record and record.image.id == tagged["Id"]:  # an image never changes, but a push gives it digests
            image = replace(record.image, digests=sorted(set(tagged.get("RepoDigests") or [])))
        else:
            image = image_facts(self.engine, reference, tagged, self.engine.info().store)
        if not decision.plan.build:
            self.policy.enforce(image, holds_tag=True)
        return image

    def _build(self, request: BuildRequest, decision: Decision, folder: str) -> Built:
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
        return Built(replace(image, digests=digests), moved, progress)

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
