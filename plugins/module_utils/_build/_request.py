# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is to be built, and the command line that builds it; no I/O (private to the collection)."""

from __future__ import annotations

import os
import posixpath
from dataclasses import dataclass, field
from typing import Any

from .._buildkit._added_urls import is_url
from .._buildkit._errors import ImageError
from .._buildkit._fields import join_fields
from .._docker._image_name import ImageName, more_tags
from ._option_values import items_of, texts_of


@dataclass(frozen=True)
class Secret:
    """A build secret: the file `src`, or the builder's environment variable `env`, maybe with its `value`.

    One that is `optional` is left out where its file or its variable is not there.
    """

    id: str
    src: str | None = None
    env: str | None = None
    value: str | None = None
    optional: bool = False

    @classmethod
    def of(cls, options: dict[str, Any], number: int) -> "Secret":
        """Return the secret that one item of the option `secrets` describes; `number` counts from 0."""
        kind = options["type"]
        given = options.get({"file": "src", "env": "env", "value": "value"}[kind])
        if not given:
            raise ImageError(
                "secrets[{0}].{1}: found nothing; a secret of type {2} needs it".format(
                    number, {"file": "src"}.get(kind, kind), kind
                )
            )
        if kind == "value":
            return cls(options["id"], env="SOVD_BUILD_SECRET_{0}".format(number), value=given)
        source = {"src" if kind == "file" else "env": given}
        return cls(options["id"], optional=options.get("optional", False), **source)

    def argument(self) -> str:
        """The value of `--secret`; it never holds the secret itself."""
        source = "src={0}".format(self.src) if self.src is not None else "env={0}".format(self.env)
        return join_fields("id={0}".format(self.id), source)


@dataclass(frozen=True)
class BuildRequest:
    """Everything that the user asked for, as the module's options name it."""

    image: ImageName
    context: str
    dockerfile: str
    dockerfile_content: str | None = None
    dockerignore_content: str | None = None
    dockerignore_path: str | None = None  # of the file that gets the text, for messages
    report_ignored: tuple[str, ...] = ()
    target: str | None = None
    build_args: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    build_contexts: dict[str, str] = field(default_factory=dict)
    secrets: tuple[Secret, ...] = ()
    ssh: tuple[str, ...] = ()
    network: str | None = None
    platforms: tuple[str, ...] = ()
    pull: str = "missing"
    cache_from: tuple[str, ...] = ()
    cache_to: tuple[str, ...] = ()
    attestations: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    source_date_epoch: int | None = None
    builder: str | None = None
    tags: tuple[ImageName, ...] = ()  # besides that of `image`
    shared_cache: str | None = None  # a reference

    @property
    def images(self) -> tuple[ImageName, ...]:
        """The image by all its tags, that of the record first."""
        return (self.image, *self.tags)

    @classmethod
    def of(cls, params: dict[str, Any]) -> "BuildRequest":
        """Return the request of the module's `params`; raises ImageError that names the option."""

        def texts(option: str) -> dict[str, str]:
            return texts_of(option, params.get(option))

        def items(option: str) -> tuple[str, ...]:
            return items_of(option, params.get(option))

        if is_url(params["context"]):
            raise ImageError(
                "context: found the URL {0}; name a folder on the target, such as one that ansible.builtin.git or "
                "ansible.builtin.unarchive has filled, or give the URL in build_contexts".format(params["context"])
            )
        rendered = _Rendered.of(params)
        return cls(
            image=ImageName.of(params["name"], params["tag"]),
            context=params["context"] and os.path.abspath(params["context"]),
            dockerfile=params["dockerfile"],
            dockerfile_content=rendered.dockerfile,
            dockerignore_content=rendered.dockerignore,
            dockerignore_path=rendered.dockerignore_path,
            report_ignored=tuple(posixpath.normpath(path) for path in items("report_ignored")),
            target=params.get("target"),
            build_args=texts("build_args"),
            labels=texts("labels"),
            build_contexts=texts("build_contexts"),
            secrets=tuple(Secret.of(secret, number) for number, secret in enumerate(params.get("secrets") or ())),
            ssh=items("ssh"),
            network=params.get("network"),
            platforms=tuple(dict.fromkeys(items("platforms"))),  # as buildx, which builds for each once
            pull=params["pull"],
            cache_from=items("cache_from"),
            cache_to=items("cache_to"),
            attestations=items("attestations"),
            outputs=items("outputs"),
            source_date_epoch=params.get("source_date_epoch"),
            builder=params.get("builder") or os.environ.get("BUILDX_BUILDER") or None,
            tags=more_tags(params["name"], params["tag"], items("tags")),
            shared_cache=params.get("shared_cache") or None,
        )

    def named_folders(self) -> dict[str, str]:
        """Return the named contexts that are folders on the target."""
        named = self.build_contexts.items()
        return {name: value for name, value in named if "://" not in value and not value.startswith("git@")}

    @staticmethod
    def entry_prefix(name: str) -> str:
        """Return what stands in front of the paths of a named context, so that no two contexts have one in common.

        A name with a slash could be the one of another context with a folder of it, which has no second slash.
        """
        return name + ("//" if "/" in name else "/")

    def build_arguments(self, dockerfile: str, no_cache: bool) -> list[str]:
        """Return the arguments of `docker buildx build` for the Dockerfile at that path, in a fixed order."""
        arguments = ["--progress=plain", "--file", dockerfile]
        for option, values in (
            ("--builder", [self.builder] if self.builder else []),
            ("--build-arg", ["{0}={1}".format(*pair) for pair in sorted(self.build_args.items())]),
            ("--label", ["{0}={1}".format(*pair) for pair in sorted(self.labels.items())]),
            ("--build-context", ["{0}={1}".format(*pair) for pair in sorted(self.build_contexts.items())]),
            ("--secret", [secret.argument() for secret in self.secrets]),
            ("--ssh", self.ssh),
            ("--cache-from", self.cache_from),
            ("--cache-to", self.cache_to),
            ("--attest", self.attestations),
            ("--target", [self.target] if self.target else []),
            ("--network", [self.network] if self.network else []),
            ("--platform", [",".join(self.platforms)] if self.platforms else []),
        ):
            for value in values:
                arguments += [option, value]
        if not self.attestations:
            arguments += ["--provenance=false", "--sbom=false"]
        if self.pull == "refresh":
            arguments.append("--pull")
        if no_cache:
            arguments.append("--no-cache")
        return arguments

    def environment(self) -> dict[str, str]:
        """Return the variables for the builder: secrets of type value, and the newest time that files may have."""
        variables = {secret.env: secret.value for secret in self.secrets if secret.env and secret.value is not None}
        if self.source_date_epoch is not None:
            variables["SOURCE_DATE_EPOCH"] = str(self.source_date_epoch)
        return variables


@dataclass(frozen=True)
class _Rendered:
    """The texts that the build reads instead of files: those given, else those of the files that the task writes."""

    dockerfile: str | None
    dockerignore: str | None
    dockerignore_path: str | None

    @classmethod
    def of(cls, params: dict[str, Any]) -> "_Rendered":
        given = (params.get("rendered_files") or {}).items()
        texts = {os.path.abspath(os.path.expanduser(path)): str(text) for path, text in given}
        context = os.path.abspath(params["context"])
        dockerfile = os.path.abspath(os.path.join(context, params["dockerfile"]))
        # BuildKit's order: the file named after the Dockerfile wins.
        ignore_files = (dockerfile + ".dockerignore", os.path.join(context, ".dockerignore"))
        path = next((each for each in ignore_files if each in texts), None)
        ignore = params.get("dockerignore_content")
        if ignore is not None:
            path = next(
                (each for each, text in texts.items() if text == ignore and each.endswith(".dockerignore")), None
            )
        elif path is not None:
            ignore = texts[path]
        recipe = params.get("dockerfile_content")
        return cls(texts.get(dockerfile) if recipe is None else recipe, ignore, path)
