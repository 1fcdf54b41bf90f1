# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One image from request to tag: decide, build without the tag, judge, then promote (private to the collection)."""

from __future__ import annotations

import os
import tempfile
import time
from dataclasses import dataclass
from typing import Any

from ._engine import Engine
from ._errors import ImageError
from ._facts import read_text_from_tar, resolve_user, shape_image
from ._inputs import Recipe, gather, read_recipe
from ._plan import describe_difference, fingerprint, make_plan
from ._policy import Policy
from ._preflight import check_room, check_secrets, check_store
from ._progress import Progress
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
    check_mode: bool

    def run(self, request: BuildRequest) -> dict[str, Any]:
        """Build what has to be built and return the module's result. Raises ImageError; the tag then is what it was."""
        started = time.monotonic()
        recipe = read_recipe(request)
        check_secrets(request)
        inputs, tagged = gather(request, recipe, self.engine)
        record = self.state.read()
        plan = make_plan(request.image.reference, inputs, record, tagged, self.rebuild)
        result: dict[str, Any] = {
            "changed": plan.build,
            "reasons": plan.reasons,
            "fingerprint": fingerprint(inputs),
            "steps": {"total": 0, "cached": 0},
            "build_warnings": [],
            "log_file": self.state.log_file,
            "diff": describe_difference(record["inputs"] if record else None, inputs, plan),
            "image": None,
        }
        if plan.build and not self.check_mode:
            result.update(self._build(request, recipe, tagged))
            self.state.write(result["fingerprint"], inputs, result["image"])
        elif tagged:
            result["image"] = self._known_facts(record, request.image.reference, tagged)
            if not plan.build:
                self.policy.enforce(result["image"])
        if self.push and not self.check_mode and result["changed"]:
            result["image"] = self._push(request.image.reference, result["image"])
        result["duration"] = round(time.monotonic() - started, 3)
        return result

    def _known_facts(self, record: dict[str, Any] | None, reference: str, tagged: str) -> dict[str, Any]:
        """Return the recorded facts where they are of the tagged image, which never changes, else fresh ones."""
        if record and record["image"].get("id") == tagged:
            known: dict[str, Any] = record["image"]
            return known
        document = self.engine.inspect([tagged])[tagged]
        if document is None:
            raise ImageError("found no image {0} any more, it vanished while it was read; run again".format(tagged))
        return image_facts(self.engine, reference, document, self.engine.info()["store"])

    def _build(self, request: BuildRequest, recipe: Recipe, tagged: str | None) -> dict[str, Any]:
        """Build without the tag, apply the policy, tag; return the part of the result that only a build knows."""
        self.engine.check_buildx()
        about = self.engine.info()
        check_store(request, about["store"])
        self.state.make_folder()
        for folder in (about["data_root"], os.path.dirname(self.state.log_file)):
            check_room(folder, self.min_free_space)
        progress = Progress()
        candidate = self._build_untagged(request, recipe, progress)
        document = self.engine.inspect([candidate])[candidate]
        if document is None:
            raise ImageError(
                "found no image {0} on the engine after the build; use a builder whose driver is docker".format(
                    candidate
                ),
                log_file=self.state.log_file,
            )
        image = image_facts(self.engine, request.image.reference, document, about["store"])
        try:
            self.policy.enforce(image)
        except ImageError as error:
            if candidate != tagged:
                self.engine.remove(candidate)
            error.details["log_file"] = self.state.log_file
            raise
        if candidate != tagged:
            self.engine.tag(candidate, request.image.reference)
        steps, warnings = progress.steps(), progress.warnings
        return {"changed": candidate != tagged, "image": image, "steps": steps, "build_warnings": warnings}

    def _build_untagged(self, request: BuildRequest, recipe: Recipe, progress: Progress) -> str:
        """Run the builder and return the id of the image that it made."""
        with tempfile.TemporaryDirectory(prefix="sovd-build-") as folder:
            iid_file = os.path.join(folder, "iid")
            dockerfile = _dockerfile_path(request, recipe, folder)
            arguments = request.build_arguments(dockerfile, no_cache=self.rebuild == "always")
            self._run_build(request, ["--load", "--iidfile", iid_file, *arguments], progress)
            for output in request.outputs:  # a second call, all cached: not every engine can write two outputs at once
                arguments = request.build_arguments(dockerfile, no_cache=False)
                self._run_build(request, ["--output", output, *arguments], Progress())
            with open(iid_file, encoding="utf-8") as opened:
                return opened.read().strip()

    def _run_build(self, request: BuildRequest, arguments: list[str], progress: Progress) -> None:
        command = [*arguments, request.context]
        log_file = self.state.log_file
        if self.engine.build(command, request.environment(), log_file, self.timeout, progress.read):
            raise ImageError(
                "the build of {0} failed: {1}\nThe whole output is in {2}.".format(
                    request.image.reference, progress.explain(), log_file
                ),
                log_file=log_file,
                steps=progress.steps(),
            )

    def _push(self, reference: str, image: dict[str, Any]) -> dict[str, Any]:
        self.engine.push(reference, self.timeout)
        document = self.engine.inspect([reference])[reference] or {}
        return {**image, "digests": sorted(document.get("RepoDigests") or [])}


def _dockerfile_path(request: BuildRequest, recipe: Recipe, folder: str) -> str:
    """Return the Dockerfile to build from; texts that the user gave are laid into `folder` under the same name."""
    if request.dockerfile_content is None and request.dockerignore_content is None:
        return recipe.dockerfile
    path = os.path.join(folder, os.path.basename(recipe.dockerfile))
    for name, text in ((path, recipe.dockerfile_text), (path + ".dockerignore", recipe.ignore_text)):
        with open(name, "w", encoding="utf-8") as opened:
            opened.write(text)
    return path
