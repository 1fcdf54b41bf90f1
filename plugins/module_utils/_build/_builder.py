# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One image from request to tag: decide, and build where that is needed (private to the collection).

What an unchanged image does not need is imported where it is used: each task has its code compiled on the target.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from .._buildkit._errors import ImageError, ImageGoneError
from .._docker._facts import ImageFacts
from ._decision import Decision, decide
from ._diff_mode import describe_difference, shorten_difference
from ._listed_reasons import list_reasons
from ._outcome import Built, Outcome
from ._plan import explain_modes, refreshed_stat_data
from ._preflight import leave_out_absent_secrets
from ._reason import Reason
from ._request import BuildRequest
from ._setuid_files import Privileged
from ._state import candidate_of
from ._terms import Terms

_ATTEMPTS = 3


@dataclass(frozen=True)
class Builder(Terms):
    """One task: what it decides, and in check mode no more than that."""

    check_mode: bool

    def run(self, request: BuildRequest) -> Outcome:
        """Build what has to be built and return the outcome. Raises ImageError; the tag then is what it was."""
        for _attempt in range(_ATTEMPTS - 1):
            with suppress(ImageGoneError):  # another task removed an image between two questions about it
                return self._run(request)
        return self._run(request)

    def _run(self, request: BuildRequest) -> Outcome:
        started = time.monotonic()
        request = leave_out_absent_secrets(request)
        if not self.check_mode and self.state.is_building():
            with self.state.building(self.timeout):
                self._clean_up()
        decision = self._decide(request)
        self.policy.check_recipe(request.image.reference, decision.inputs.created, request.attestations, time.time())
        differences = self.rendered_files.differences()
        built = None
        if decision.plan.build and not self.check_mode:
            with self.state.building(self.timeout) as folder:
                self._clean_up()
                if self.state.read() != decision.records:  # another run was faster, and maybe built the same
                    decision = self._decide(request)
                if decision.plan.build:
                    self._keep_reasons(decision.plan.reasons)
                    built = self._build(request, decision, folder)
        if not decision.plan.build and not self.check_mode and self.rebuild == "when_changed":
            self._refresh_stat_data(decision)
        outcome = self._outcome(request, decision, built, differences)
        if request.tags and not decision.plan.build:
            outcome = self._give_tags(decision, outcome)
        if self.push:
            from ._publication import publish

            for name in request.images:
                outcome = publish(self.engine, name, outcome, self.timeout, self.check_mode)
        return replace(outcome, duration=round(time.monotonic() - started, 3))

    def _give_tags(self, decision: Decision, outcome: Outcome) -> Outcome:
        """Give the image that holds its first tag already those others that it lacks, without a build."""
        from ._detached import run_detached
        from ._tags import lacking_tags, move_tags

        if outcome.image is None:
            return outcome
        image = outcome.image.id
        lacking = lacking_tags(image, decision.inputs.other_tags)
        if not lacking:
            return outcome
        if not self.check_mode:
            with self.state.building(self.timeout):
                self._clean_up()
                run_detached(lambda: move_tags(self.engine, image, [reason.name for reason in lacking]))
        return outcome.with_tags(lacking)

    def _clean_up(self) -> None:
        """Remove what runs that were killed left on the engine and beside the rendered files. The state is locked."""
        if not self.state.killed_runs:
            return
        from .._docker._asking_container import remove_container
        from .._docker._image_store import remove_image

        self.rendered_files.clear()
        for run in self.state.killed_runs:
            remove_container(self.engine, run)
            remove_image(self.engine, candidate_of(run))
        self.state.killed_runs = []

    def _decide(self, request: BuildRequest) -> Decision:
        return decide(request, self.engine, self.state, self.rebuild)

    def _keep_reasons(self, reasons: tuple[Reason, ...]) -> None:
        """Write those that the result does not list whole to their file, and remove what another build left there."""
        self.state.keep_reasons(() if list_reasons(reasons).complete else reasons)

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
        listed = list_reasons(plan.reasons)
        return Outcome(
            changed=plan.build,
            reasons=listed.reasons,
            fingerprint=decision.fingerprint,
            image=built.image if built else self._tagged_image(request.image.reference, decision),
            image_changed=None if unknown else built is not None and built.tag_moved,
            rendered_files_current=plan.build or not differences,
            total_steps=built.total_steps if built else 0,
            cached_steps=built.cached_steps if built else 0,
            build_warnings=built.warnings if built else (),
            untagged_image=built.untagged_image if built else None,
            removed_images=built.removed_images if built else (),
            log_file=self.state.log_file,
            diff=describe_difference(record.inputs if record else None, decision.inputs.values, listed),
            reason_counts=listed.counts,
            reasons_file=self.state.reasons_file if built and not listed.complete else None,
            file_diffs=tuple(map(shorten_difference, differences)) if plan.build else (),
            ignored=decision.inputs.ignored,
            warnings=(*decision.inputs.warnings, *explain_modes(plan.reasons)),
        )

    def _tagged_image(self, reference: str, decision: Decision) -> ImageFacts | None:
        """Return the facts of the image that holds the tag, or None. Raises ImageError when it breaks the policy."""
        tagged, record = decision.inputs.tagged, decision.record
        if tagged is None:
            return None
        if record and record.image.id == tagged["Id"]:  # an image never changes, but a push gives it digests
            image = replace(record.image, digests=sorted(set(tagged.get("RepoDigests") or [])))
        else:
            from .._docker._image_reader import image_facts

            image = image_facts(self.engine, reference, tagged, self.engine.info().store, self.state.run)
        if not decision.plan.build:
            self.policy.enforce(image, True, self._privileged(decision, tagged) if self.policy.wants_files else ())
        return image

    def _privileged(self, decision: Decision, tagged: dict[str, Any]) -> list[Privileged]:
        """Return the setuid and setgid files of the tagged image, from the record where its build asked for them."""
        record = decision.record
        if record and record.image.id == tagged["Id"] and record.privileged is not None:
            return record.privileged
        from ._privileged_files import privileged_files

        return privileged_files(self.engine, tagged, self.state.run)

    def _build(self, request: BuildRequest, decision: Decision, folder: str) -> Built:
        from ._promotion import Promotion

        return Promotion(**self.shared()).run(request, decision, folder)
