# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that decides what an image will be, gathered from files and engine (private to the collection)."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from typing import Any, Mapping

from .._buildkit._added_urls import added_urls, is_git, is_url, may_add_urls
from .._buildkit._context import Entries, Ignored, read_entries
from .._buildkit._errors import ImageError
from .._buildkit._ignore import IgnoreRules
from .._buildkit._proxy_args import PROXY_ARGS, declared_proxy_args
from .._docker._build_driver import find_builder
from .._docker._engine import Engine
from ._base_identity import BaseIdentities, created_of
from ._base_images import base_images, needed_stages, predefined_args
from ._base_platforms import BasePlatforms
from ._hidden_texts import without_credentials, without_secrets
from ._ignored_code import refuse_ignored_whole
from ._recipe import Recipe, rules_of_folder, shown_text
from ._record import InputValues, Record
from ._request import BuildRequest
from ._task_environment import environment_values, environment_warnings

_NAMED = 3  # of many files


@dataclass(frozen=True)
class Inputs:
    """What decides the image; the stat data of its files; the engine's document of the image that holds the tag.

    `warnings` tell what could not be asked, and what BuildKit reads in another way than it looks. `ignored` is what the
    ignore file leaves out of what the request wants to know that of. `created` has for each image that the build begins
    with when it was made, as the engine says it, None where the engine does not have the one that is used.
    `other_tags` has the engine's document of what each other tag of the image holds.
    """

    values: InputValues
    stat_data: InputValues
    tagged: dict[str, Any] | None
    warnings: tuple[str, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    created: Mapping[str, str | None] = field(default_factory=dict)
    other_tags: Mapping[str, dict[str, Any] | None] = field(default_factory=dict)


def gather(request: BuildRequest, recipe: Recipe, engine: Engine, record: Record | None) -> Inputs:
    """Read everything that decides what the image will be, but not again the files that the `record` still knows.

    Left out are secrets, ssh and cache options, which are no part of BuildKit's cache key either.
    """
    bases = base_images(request, recipe.dockerfile_text, engine)
    own = [image.reference for image in request.images]
    documents = engine.inspect([*own, *sorted(set(bases) - set(own))])
    tagged = documents[own[0]]
    other_tags = {reference: documents[reference] for reference in own[1:]}
    if not find_builder(engine, request.builder).is_engine:
        documents = dict.fromkeys(documents)  # it sees no image of the engine
    recorded = record.inputs.get("base_image", {}) if record else {}
    platforms = BasePlatforms(request, recipe.dockerfile_text, engine, record)
    identities = BaseIdentities(engine, request.pull, recorded, platforms.uses)
    base_values = identities.of(bases, documents)
    rules = IgnoreRules(recipe.ignore_text, recipe.ignore_source)
    files = read_entries(request.context, rules, _known(record, "file"), watched=request.report_ignored)
    refuse_ignored_whole(files.ignored, request.report_ignored, recipe.ignore_source)
    proxy_args = declared_proxy_args(recipe.dockerfile_text)
    warnings = [*recipe.warnings, *identities.warnings, *environment_warnings(os.environ)]
    named = _named_contexts(request, _known(record, "build_context"), warnings)
    unreadable = [*files.unreadable, *named.unreadable]
    if unreadable:
        warnings.append(_explain_unreadable(unreadable))
    values = {
        "file": files.descriptions,
        **_given_texts(request, recipe, proxy_args),
        "target": {"target": request.target} if request.target else {},
        "platform": dict.fromkeys(request.platforms, "wanted"),
        "network": {"network": request.network} if request.network else {},
        "attestation": dict.fromkeys(request.attestations, "wanted"),
        "build_context": named.descriptions,
        "base_image": base_values,
        "environment": environment_values(request, os.environ, proxy_args),
        "url": _remote(request, recipe.dockerfile_text, engine, record, warnings),
    }
    if request.source_date_epoch is not None:
        values["source_date_epoch"] = {"source_date_epoch": str(request.source_date_epoch)}
    stat_data = {"file": files.stat_data, "build_context": named.stat_data}
    created = {base: created_of(identity, documents[base]) for base, identity in base_values.items()}
    return Inputs(values, stat_data, tagged, tuple(warnings), tuple(files.ignored), created, other_tags)


def _given_texts(request: BuildRequest, recipe: Recipe, proxy_args: set[str]) -> InputValues:
    """Return the texts that the task gives, in which the value of a secret may be."""
    texts = {
        "dockerfile": {os.path.basename(recipe.dockerfile): shown_text(recipe.dockerfile_text)},
        "build_arg": _counted_args(request.build_args, proxy_args),
        "label": request.labels,
    }
    return {kind: without_secrets(named, request.secrets) for kind, named in texts.items()}


def _remote(
    request: BuildRequest, text: str, engine: Engine, record: Record | None, warnings: list[str]
) -> dict[str, str]:
    """Return what stands behind the URLs that a build fetches, none of which is asked where there is none."""
    urls = {value for value in request.build_contexts.values() if is_url(value) or value.startswith("oci-layout://")}
    unknown: set[str] = set()
    if may_add_urls(text):
        stages = needed_stages(request, text, engine)
        for predefined in predefined_args(request, engine):
            added, lacking = added_urls(text, stages, request.build_args, predefined)
            urls |= added
            unknown |= lacking
    if not urls and not unknown:
        return {}
    from ._remote_sources import remote_identities

    recorded = record.inputs.get("url", {}) if record else {}
    return remote_identities(urls, filter(is_git, urls), unknown, recorded, warnings)


def _counted_args(build_args: Mapping[str, str], proxy_args: set[str]) -> dict[str, str]:
    """Return the arguments that BuildKit counts, those for proxies as digests, since they can hold passwords."""
    counted = {name: value for name, value in build_args.items() if name not in PROXY_ARGS}
    for name in proxy_args.intersection(build_args):
        counted[name] = "sha256:" + hashlib.sha256(build_args[name].encode("utf-8", "surrogateescape")).hexdigest()
    return counted


def _explain_unreadable(paths: list[str]) -> str:
    return (
        "context: {0} of the files cannot be read by the user of the task, such as {1}; BuildKit puts them into the "
        "image without their content where a step copies them. Make them readable, or name them in the ignore "
        "file".format(len(paths), ", ".join(paths[:_NAMED]))
    )


def _known(record: Record | None, kind: str) -> Entries:
    if record is None:
        return Entries()
    return Entries(record.inputs.get(kind, {}), record.stat_data.get(kind, {}))


def _named_contexts(request: BuildRequest, known: Entries, warnings: list[str]) -> Entries:
    folders = request.named_folders()
    urls = {name: value for name, value in request.build_contexts.items() if name not in folders}
    found = Entries({name: without_credentials(value) for name, value in urls.items()})
    for name, folder in folders.items():
        if not os.path.isdir(folder):
            raise ImageError(
                "build_contexts.{0}: found no folder {1}; name a folder, an URL or docker-image://NAME".format(
                    name, folder
                )
            )
        prefix = request.entry_prefix(name)
        entries = read_entries(folder, rules_of_folder(folder, warnings), known, prefix)
        found.descriptions.update(entries.descriptions)
        found.stat_data.update(entries.stat_data)
        found.unreadable += entries.unreadable
    return found
