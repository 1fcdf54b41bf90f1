# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One image from request to tag: decide, build without the tag, judge, then promote (private to the collection)."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from ._rendered_files import RenderedFiles
from .._buildkit._context import names_that_are_no_text
from ._copies import link_folders, name_copy
from .._docker._engine import Engine
from .._buildkit._errors import ImageError
from .._docker._facts import identity, read_text_from_tar, resolve_user, shape_image
from ._inputs import Inputs, Recipe, gather, read_recipe
from ._plan import (
    Plan,
    current_record,
    describe_difference,
    explain_modes,
    fingerprint,
    make_plan,
    overlooked_files,
    settled_stamps,
)
from ._platforms import check_platforms
from ._policy import Policy
from ._preflight import check_frontend, check_room, check_secrets, check_ssh, check_store, leave_out_absent_secrets
from .._buildkit._progress import Progress
from ._publication import publish
from ._request import BuildRequest
from ._shielded import run_shielded
from ._state import State


def image_facts(engine: Engine, reference: str, document: dict[str, Any], store: str) -> dict[str, Any]:
    """Return the facts of the image that the engine's `document` describes."""
    passwd, group = engine.read_files(document["Id"], ["/etc/passwd", "/etc/group"])
    value = (document.get("Config") or {}).get("User") or ""
    user = resolve_user(value, read_text_from_tar(passwd), read_text_from_tar(group))
    layers = engine.saved_layers(document) if store == "containerd" else engine.history(document["Id"])
    return shape_image(reference, document, layers, store, user)


@dataclass(frozen=True)
class Decision:
    """What was found and decided; `record` is the one of `records` that counts."""

    recipe: Recipe
    records: list[dict[str, Any]]
    record: dict[str, Any] | None
    inputs: Inputs
    fingerprint: str
    plan: Plan


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

    def run(self, request: BuildRequest) -> dict[str, Any]:
        """Build what has to be built and return the module's result. Raises ImageError; the tag then is what it was."""
        started = time.monotonic()
        request = leave_out_absent_secrets(request)
        if not self.check_mode and self.state.is_building():
            with self.state.building(self.timeout):
                self._clear_away()
        decision = self._decide(request)
        differences = self.rendered_files.differences()
        result: dict[str, Any] = {"steps": {"total": 0, "cached": 0}, "build_warnings": [], "image_changed": False}
        if decision.plan.build and not self.check_mode:
            with self.state.building(self.timeout) as folder:
                if self.state.read() != decision.records:  # another run was faster, and maybe built the same
                    decision = self._decide(request)
                if decision.plan.build:
                    result.update(self._build(request, decision, folder))
        if not decision.plan.build and not self.check_mode and self.rebuild == "when_changed":
            self._settle(decision)
        if "image" not in result:
            result["image"] = self._tagged_facts(request.image.reference, decision)
        if decision.plan.build and self.check_mode:
            result["image_changed"] = None
        result.update(
            changed=decision.plan.build,
            reasons=decision.plan.reasons,
            fingerprint=decision.fingerprint,
            rendered_files_current=decision.plan.build or not differences,
            log_file=self.state.log_file,
            diff=describe_difference(
                decision.record and decision.record["inputs"], decision.inputs.values, decision.plan
            ),
        )
        explained = explain_modes(decision.plan.reasons)
        if explained:
            result["warnings"] = explained
        if self.push:
            publish(self.engine, request.image, result, self.timeout, self.check_mode)
        if decision.plan.build and differences:
            result["diff"] = [result["diff"], *differences]
        result["duration"] = round(time.monotonic() - started, 3)
        return result

    def _clear_away(self) -> None:
        """Remove what a killed build left on the engine and beside the rendered files."""
        self.rendered_files.clear()
        candidate = self.engine.inspect([self.state.candidate])[self.state.candidate]
        if candidate is not None:
            self.engine.remove_reader(candidate["Id"])
            self.engine.remove(self.state.candidate)

    def _settle(self, decision: Decision) -> None:
        """Let the record tell the next run which files it need not read, unless another run is about to write it."""
        stamps = settled_stamps(decision.record, decision.inputs.values, decision.inputs.stamps)
        if stamps is None or decision.record is None:
            return
        with suppress(ImageError, OSError), self.state.building(0):
            if self.state.read() == decision.records:
                self.state.write({**decision.record, "stamps": stamps})

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

    def _tagged_facts(self, reference: str, decision: Decision) -> dict[str, Any] | None:
        """Return the facts of the image that holds the tag, or None. Raises ImageError when it breaks the policy."""
        tagged = decision.inputs.tagged
        if tagged is None:
            return None
        image: dict[str, Any] = decision.record["image"] if decision.record else {}
        if image.get("id") == tagged["Id"]:  # an image never changes, but a push gives it digests
            image = {**image, "digests": sorted(set(tagged.get("RepoDigests") or []))}
        else:
            image = image_facts(self.engine, reference, tagged, self.engine.info()["store"])
        if not decision.plan.build:
            self.policy.enforce(image, holds_tag=True)
        return image

    def _build(self, request: BuildRequest, decision: Decision, folder: str) -> dict[str, Any]:
        """Build under the candidate's name, apply the policy, tag; return what only a build knows.

        `folder` is an empty one for this build alone.
        """
        self.engine.check_buildx()
        about = self.engine.info()
        check_store(request, about["store"])
        check_frontend(request, decision.recipe.dockerfile_text, about["version"])
        check_platforms(self.engine, request, decision.recipe.dockerfile_text)
        for place in (about["data_root"], folder):
            check_room(place, self.min_free_space)
        progress = Progress()
        request = self._name_copies(request, decision, folder, progress)
        try:
            document = self._build_candidate(request, decision, folder, progress)
            image = image_facts(self.engine, request.image.reference, document, about["store"])
            self.policy.enforce(image)
            self._refuse_warnings(progress)
            moved = self._promote(request.image.reference, decision, document, image)
        except ImageError as error:
            error.details["log_file"] = self.state.log_file
            raise
        finally:
            self.engine.remove(self.state.candidate)
        warnings = progress.warnings
        image["digests"] = self.engine.digests(request.image.reference)  # not those of the candidate's name
        return {"image_changed": moved, "image": image, "steps": progress.steps(), "build_warnings": warnings}

    def _name_copies(self, request: BuildRequest, decision: Decision, folder: str, progress: Progress) -> BuildRequest:
        """Let BuildKit compare the folders with what the recorded build sent, where that shows all changes."""
        overlooked = overlooked_files(decision.record, decision.inputs.values, decision.inputs.stamps)
        if overlooked:
            progress.warnings.append(
                "BuildKit overlooks files that kept size and modification time, and folders of another mode, so it "
                "got the whole context again: {0}".format(", ".join(overlooked))
            )
        recorded = decision.record["fingerprint"] if decision.record and not overlooked else None
        return link_folders(request, folder, name_copy(self.state.sent_file, decision.fingerprint, recorded))

    def _promote(self, reference: str, decision: Decision, document: dict[str, Any], image: dict[str, Any]) -> bool:
        """Let the tag point to the image of the `document`, unless it holds the same; tell whether it moved."""
        tagged, inputs = decision.inputs.tagged, decision.inputs
        # Attestations stand beside the image, where its identity does not show them.
        recorded = decision.record["inputs"] if decision.record else {}
        attested = inputs.values.get("attestation") or recorded.get("attestation")
        same = tagged is not None and identity(tagged) == identity(document) and not attested
        if tagged is not None and same:
            image["id"] = tagged["Id"]
        coming = {
            "fingerprint": decision.fingerprint, "inputs": inputs.values, "stamps": inputs.stamps, "image": image
        }  # fmt: skip

        def move() -> None:
            try:
                self.rendered_files.stage()
                if not same:
                    # The tag's move makes the coming record true: a run that is killed before leaves the last one true.
                    self.state.write(coming, *([decision.record] if decision.record else []))
                    self.engine.tag(document["Id"], reference)
                self.rendered_files.place()
            finally:
                self.rendered_files.clear()
            self.state.write(coming)

        run_shielded(move)
        return not same

    def _build_candidate(
        self, request: BuildRequest, decision: Decision, folder: str, progress: Progress
    ) -> dict[str, Any]:
        """Run the builder and return the engine's document of the image that it made."""
        candidate = self.state.candidate
        dockerfile = _dockerfile_path(request, decision.recipe, folder)
        arguments = request.build_arguments(dockerfile, self.rebuild == "always")
        if self.fail_on_warnings:
            progress.warnings += self.engine.checks([*arguments, request.context], request.environment())
            self._refuse_warnings(progress)
        if request.source_date_epoch is None:
            self._run_build(request, decision, ["--load", "--tag", candidate, *arguments], progress)
        else:  # only an exported archive gets its files' times rewritten
            archive = os.path.join(folder, "image.tar")
            output = "type=docker,name={0},dest={1},rewrite-timestamp=true".format(candidate, archive)
            self._run_build(request, decision, ["--output", output, *arguments], progress)
            self.engine.load(archive)
        # Second calls, since not every engine can write two outputs at once; from the cache, so that all hold the same.
        arguments = request.build_arguments(dockerfile, no_cache=False)
        for output in request.outputs:
            self._run_build(request, decision, ["--output", output, *arguments], Progress())
        document = self.engine.inspect([candidate])[candidate]
        if document is None:
            raise ImageError("found no image on the engine after the build; use a builder whose driver is docker")
        return document

    def _refuse_warnings(self, progress: Progress) -> None:
        if self.fail_on_warnings and progress.warnings:
            raise ImageError(
                "fail_on_warnings: found {0} warnings, so no image gets the tag:\n{1}".format(
                    len(progress.warnings), "\n".join(progress.warnings)
                )
            )

    def _run_build(self, request: BuildRequest, decision: Decision, arguments: list[str], progress: Progress) -> None:
        log_file = self.state.log_file

        def fails(*more: str) -> bool:
            command = [*arguments, *more, request.context]
            return bool(self.engine.build(command, request.environment(), log_file, self.timeout, progress.read))

        if fails() and (not progress.begin_after_lost_layer() or fails("--no-cache")):
            recipe, values = decision.recipe, decision.inputs.values
            cause = progress.explain(os.path.basename(recipe.dockerfile), recipe.dockerfile_text)
            if "invalid UTF-8" in progress.error:
                cause += "\nThis engine takes no file whose name is not UTF-8; rename, or hide by the ignore file: "
                cause += ", ".join(names_that_are_no_text({**values["file"], **values["build_context"]}))
            raise ImageError(
                "the build of {0} failed: {1}\nThe whole output is in {2}.".format(
                    request.image.reference, cause, log_file
                ),
                steps=progress.steps(),
            )


def _dockerfile_path(request: BuildRequest, recipe: Recipe, folder: str) -> str:
    """Return the Dockerfile to build from; texts that the user gave are laid into `folder` under the same name."""
    if request.dockerfile_content is None and request.dockerignore_content is None:
        return recipe.dockerfile
    path = os.path.join(folder, os.path.basename(recipe.dockerfile))
    for name, text in ((path, recipe.dockerfile_text), (path + ".dockerignore", recipe.ignore_text)):
        with open(name, "w", encoding="utf-8", newline="") as opened:
            opened.write(text)
    return path
