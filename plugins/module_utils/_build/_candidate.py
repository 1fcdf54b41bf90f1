# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The image before it has its tag, built under a name of its own (private to the collection)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from .._buildkit._context import names_that_are_no_text
from .._buildkit._errors import ImageError, ImageGoneError
from .._buildkit._fields import join_fields
from .._buildkit._progress import Progress
from .._buildkit._rooted_file import bytes_of
from .._docker._build_driver import find_builder
from .._docker._buildx import build, build_checks
from .._docker._engine import Engine
from .._docker._image_store import load_image
from ._builder_limits import loadable
from ._excerpt import excerpt, excerpts
from ._lengths import long_secrets_in_files
from ._recipe import Recipe
from ._record import InputValues
from ._request import BuildRequest

# of warnings and of names in a message, and characters of each of them and of what a build that failed printed
_MOST, _LONGEST, _LONGEST_CAUSE = 100, 1000, 20_000


@dataclass(frozen=True)
class Candidate:
    """An image that is built as `name`. `folder` is an empty one for its build alone, `timeout` is in seconds."""

    engine: Engine
    name: str
    folder: str
    log_file: str
    timeout: int
    fail_on_warnings: bool

    def build(
        self, request: BuildRequest, recipe: Recipe, values: InputValues, no_cache: bool, progress: Progress
    ) -> dict[str, Any]:
        """Run the builder and return the engine's document of the image that it made. Raises ImageError and OSError."""
        with long_secrets_in_files(request, self.folder) as lent:
            return self._build(lent, recipe, values, no_cache, progress)

    def _build(
        self, request: BuildRequest, recipe: Recipe, values: InputValues, no_cache: bool, progress: Progress
    ) -> dict[str, Any]:
        dockerfile = self._dockerfile(request, recipe)
        loaded = self._loadable(request)
        arguments = loaded.build_arguments(dockerfile, no_cache)
        if self.fail_on_warnings:
            progress.warnings += build_checks(self.engine, [*arguments, request.context], request.environment())
            self._refuse_warnings(progress)

        def run(arguments: list[str], progress: Progress) -> None:
            if not self._succeeds(request, arguments, progress):
                raise self._failure(request, recipe, values, progress)

        if request.source_date_epoch is None:
            run(["--load", "--tag", self.name, *arguments], progress)
        else:  # only an exported archive gets its files' times rewritten
            archive = os.path.join(self.folder, "image.tar")
            kind = "oci" if len(loaded.platforms) > 1 or loaded.attestations else "docker"
            fields = ("type=" + kind, "name=" + self.name, "dest=" + archive, "rewrite-timestamp=true")
            output = join_fields(*fields)
            run(["--output", output, *arguments], progress)
            load_image(self.engine, archive)
        # Second calls, since not every engine can write two outputs at once; from the cache, so that all hold the same.
        arguments = request.build_arguments(dockerfile, no_cache=False)
        others_are_built = not request.outputs and loaded.platforms != request.platforms
        for output in ("type=cacheonly",) if others_are_built else request.outputs:
            run(["--output", output, *arguments], Progress())
        document = self.engine.inspect([self.name])[self.name]
        if document is None:
            raise ImageGoneError(
                "builder: found no image on the engine after the build; name a builder that loads its images into it"
            )
        self._refuse_warnings(progress)
        return document

    def _loadable(self, request: BuildRequest) -> BuildRequest:
        """Return the request for what the engine can hold, where another builder makes more."""
        builder = find_builder(self.engine, request.builder)
        if builder.is_engine:
            return request
        about = self.engine.info()
        return loadable(request, builder, about.store, about.platform)

    def _refuse_warnings(self, progress: Progress) -> None:
        if self.fail_on_warnings and progress.warnings:
            raise ImageError(
                "fail_on_warnings: found {0} warnings, so no image gets the tag:\n{1}".format(
                    len(progress.warnings), "\n".join(excerpts(progress.warnings, _MOST, _LONGEST))
                )
            )

    def _succeeds(self, request: BuildRequest, arguments: list[str], progress: Progress) -> bool:
        """Run one build, once more without the cache where the engine had lost a layer of it."""

        def run(*more: str) -> bool:
            command = [*arguments, *more, request.context]
            environment = request.environment()
            code = build(
                self.engine, command, environment, log_file=self.log_file, timeout=self.timeout, read=progress.read
            )
            return code == 0

        return run() or (progress.begin_after_lost_layer() and run("--no-cache"))

    def _failure(self, request: BuildRequest, recipe: Recipe, values: InputValues, progress: Progress) -> ImageError:
        cause = excerpt(progress.explain(os.path.basename(recipe.dockerfile), recipe.dockerfile_text), _LONGEST_CAUSE)
        if "invalid UTF-8" in progress.error:
            cause += "\nThis engine refuses file names that are not UTF-8; "
            cause += "rename these files, or exclude them in the ignore file: "
            names = names_that_are_no_text({**values["file"], **values["build_context"]})
            cause += ", ".join(excerpts(names, _MOST, _LONGEST))
        return ImageError(
            "the build of {0} failed: {1}\nThe whole output is in {2}.".format(
                request.image.reference, cause, self.log_file
            ),
            steps=progress.steps(),
        )

    def _dockerfile(self, request: BuildRequest, recipe: Recipe) -> str:
        """Return the Dockerfile to build from; texts that the user gave are written to the folder, by the same name."""
        if request.dockerfile_content is None and request.dockerignore_content is None:
            return recipe.dockerfile
        path = os.path.join(self.folder, os.path.basename(recipe.dockerfile))
        for name, text in ((path, recipe.dockerfile_text), (path + ".dockerignore", recipe.ignore_text)):
            with open(name, "wb") as opened:
                opened.write(bytes_of(text))
        return path
