# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One image from request to tag: decide, build without the tag, judge, then promote (private to the collection)."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from typing import Any

from ._engine import Engine
from ._errors import ImageError
from ._facts import identity, read_text_from_tar, resolve_user, shape_image
from ._inputs import Recipe, gather, read_recipe
from ._plan import describe_difference, fingerprint, make_plan, overlooked_files
from ._platforms import check_platforms
from ._policy import Policy
from ._preflight import check_room, check_secrets, check_ssh, check_store
from ._progress import Progress
from ._publication import publish
from ._request import BuildRequest
from ._state import State


def image_facts(engine: Engine, reference: str, document: dict[str, Any], store: str) -> dict[str, Any]:
    """Return the facts of the image that the engine's `document` describes."""
    passwd, group = engine.read_files(document["Id"], ["/etc/passwd", "/etc/group"])
    value = (document.get("Config") or {}).get("User") or ""
    user = resolve_user(value, read_text_from_tar(passwd), read_text_from_tar(group))
    return shape_image(reference, document, engine.history(document["Id"]), store, user)


@dataclass(frozen=True)
class Builder:
    """How a request is carried out: `timeout` in seconds, `min_free_space` in bytes."""

    engine: Engine
    state: State
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
        recipe = read_recipe(request)
        check_secrets(request)
        check_ssh(request)
        record = self.state.read()
        inputs = gather(request, recipe, self.engine, record)
        tagged = inputs.tagged["Id"] if inputs.tagged else None
        plan = make_plan(request.image.reference, inputs.values, record, tagged, self.rebuild)
        result: dict[str, Any] = {
            "changed": plan.build,
            "reasons": plan.reasons,
            "fingerprint": fingerprint(inputs.values),
            "steps": {"total": 0, "cached": 0},
            "build_warnings": [],
            "log_file": self.state.log_file,
            "diff": describe_difference(record["inputs"] if record else None, inputs.values, plan),
            "image": None,
        }
        if plan.build and not self.check_mode:
            overlooked = overlooked_files(record, inputs.values, inputs.stamps)
            with self.state.building(self.timeout) as folder:
                result.update(self._build(request, recipe, inputs.tagged, overlooked, folder))
                self.state.write(
                    fingerprint=result["fingerprint"], inputs=inputs.values, stamps=inputs.stamps, image=result["image"]
                )
        elif inputs.tagged:
            result["image"] = self._known_facts(record, request.image.reference, inputs.tagged)
            if not plan.build:
                self.policy.enforce(result["image"], holds_tag=True)
        if self.push:
            publish(self.engine, request.image, result, self.timeout, self.check_mode)
        result["duration"] = round(time.monotonic() - started, 3)
        return result

    def _known_facts(self, record: dict[str, Any] | None, reference: str, tagged: dict[str, Any]) -> dict[str, Any]:
        """Return the recorded facts where they are of the tagged image, which never changes, else fresh ones."""
        if record and record["image"].get("id") == tagged["Id"]:
            return {**record["image"], "digests": sorted(tagged.get("RepoDigests") or [])}  # these change by a push
        return image_facts(self.engine, reference, tagged, self.engine.info()["store"])

    def _build(
        self, request: BuildRequest, recipe: Recipe, tagged: dict[str, Any] | None, overlooked: list[str], folder: str
    ) -> dict[str, Any]:
        """Build under the candidate's name, apply the policy, tag; return what only a build knows.

        `overlooked` are files that BuildKit would take for unchanged, `folder` an empty one for this build alone.
        """
        self.engine.check_buildx()
        about = self.engine.info()
        check_store(request, about["store"])
        check_platforms(self.engine, request, recipe.dockerfile_text)
        for place in (about["data_root"], folder):
            check_room(place, self.min_free_space)
        progress = Progress()
        if overlooked:
            self.engine.forget_contexts()
            progress.warnings.append(
                "BuildKit overlooks files that kept size and modification time, and folders of another mode, so its "
                "copies of contexts were pruned: {0}".format(", ".join(overlooked))
            )
        try:
            document = self._build_candidate(request, recipe, folder, progress)
            image = image_facts(self.engine, request.image.reference, document, about["store"])
            self.policy.enforce(image)
            self._refuse_warnings(progress)
            same = tagged if tagged is not None and identity(tagged) == identity(document) else None
            if same is None:
                self.engine.tag(document["Id"], request.image.reference)
            else:
                image["id"] = same["Id"]
        except ImageError as error:
            error.details["log_file"] = self.state.log_file
            raise
        finally:
            self.engine.remove(self.state.candidate)
        warnings = progress.warnings
        return {"changed": same is None, "image": image, "steps": progress.steps(), "build_warnings": warnings}

    def _build_candidate(
        self, request: BuildRequest, recipe: Recipe, folder: str, progress: Progress
    ) -> dict[str, Any]:
        """Run the builder and return the engine's document of the image that it made."""
        candidate = self.state.candidate
        dockerfile = _dockerfile_path(request, recipe, folder)
        arguments = request.build_arguments(dockerfile, self.rebuild == "always")
        if request.source_date_epoch is None:
            self._run_build(request, ["--load", "--tag", candidate, *arguments], progress)
        else:  # only an exported archive gets its files' times rewritten
            archive = os.path.join(folder, "image.tar")
            output = "type=docker,name={0},dest={1},rewrite-timestamp=true".format(candidate, archive)
            self._run_build(request, ["--output", output, *arguments], progress)
            self.engine.load(archive)
        # Second calls, since not every engine can write two outputs at once; from the cache, so that all hold the same.
        arguments = request.build_arguments(dockerfile, no_cache=False)
        for output in request.outputs:
            self._run_build(request, ["--output", output, *arguments], Progress())
        document = self.engine.inspect([candidate])[candidate]
        if document is None:
            raise ImageError("found no image on the engine after the build; use a builder whose driver is docker")
        return document

    def _refuse_warnings(self, progress: Progress) -> None:
        if self.fail_on_warnings and progress.warnings:
            raise ImageError(
                "fail_on_warnings: the build gave {0} warnings, so the image does not get the tag:\n{1}".format(
                    len(progress.warnings), "\n".join(progress.warnings)
                )
            )

    def _run_build(self, request: BuildRequest, arguments: list[str], progress: Progress) -> None:
        command = [*arguments, request.context]
        log_file = self.state.log_file
        if self.engine.build(command, request.environment(), log_file, self.timeout, progress.read):
            raise ImageError(
                "the build of {0} failed: {1}\nThe whole output is in {2}.".format(
                    request.image.reference, progress.explain(), log_file
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
