# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that decides what an image will be, gathered from files and engine (private to the collection)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from .._buildkit._context import Entries, read_entries
from .._docker._engine import Engine
from .._buildkit._errors import ImageError
from .._buildkit._ignore import IgnoreRules
from .._docker._image_name import split_digest
from .._docker._registry import ask_registry
from ._base_images import base_images
from ._record import InputValues, Record
from ._request import BuildRequest


@dataclass(frozen=True)
class Recipe:
    """The Dockerfile and the ignore rules as texts, and the names of the files that hold (or will hold) them."""

    dockerfile: str
    dockerfile_text: str
    ignore_text: str
    ignore_source: str


def read_recipe(request: BuildRequest) -> Recipe:
    """Return the texts that a build of `request` uses; raises ImageError that names the missing file."""
    if not os.path.isdir(request.context):
        raise ImageError(
            "context: found no folder {0}; name the folder that holds the application".format(request.context)
        )
    dockerfile = os.path.join(request.context, request.dockerfile)
    text = request.dockerfile_content
    if text is None:
        text = _read(dockerfile)
    if text is None:
        raise ImageError(
            "dockerfile: found no file {0}; name the Dockerfile, relative to the context or absolute".format(dockerfile)
        )
    # BuildKit's order: the file named after the Dockerfile wins, even when it is empty.
    for source in (dockerfile + ".dockerignore", os.path.join(request.context, ".dockerignore")):
        ignore = request.dockerignore_content if request.dockerignore_content is not None else _read(source)
        if ignore is not None:
            return Recipe(dockerfile, text, ignore, source)
    return Recipe(dockerfile, text, "", "no ignore file")


@dataclass(frozen=True)
class Inputs:
    """What decides the image; the stat data of its files; the engine's document of the image that holds the tag."""

    values: InputValues
    stat_data: InputValues
    tagged: dict[str, Any] | None


def gather(request: BuildRequest, recipe: Recipe, engine: Engine, record: Record | None) -> Inputs:
    """Read everything that decides what the image will be, but not again the files that the `record` still knows.

    Left out are secrets, ssh and cache options, which are no part of BuildKit's cache key either.
    """
    bases = base_images(request, recipe.dockerfile_text, engine)
    documents = engine.inspect([request.image.reference, *sorted(set(bases) - {request.image.reference})])
    tagged = documents[request.image.reference]
    identities = {base: _identity(base, (documents[base] or {}).get("Id"), request.pull, engine) for base in bases}
    rules = IgnoreRules(recipe.ignore_text, recipe.ignore_source)
    files = read_entries(request.context, rules, _known(record, "file"))
    named = _named_contexts(request, _known(record, "build_context"))
    values = {
        "file": files.descriptions,
        "dockerfile": {os.path.basename(recipe.dockerfile): recipe.dockerfile_text},
        "build_arg": request.build_args,
        "label": request.labels,
        "target": {"target": request.target} if request.target else {},
        "platform": dict.fromkeys(request.platforms, "wanted"),
        "network": {"network": request.network} if request.network else {},
        "attestation": dict.fromkeys(request.attestations, "wanted"),
        "build_context": named.descriptions,
        "base_image": identities,
    }
    if request.source_date_epoch is not None:
        values["source_date_epoch"] = {"source_date_epoch": str(request.source_date_epoch)}
    return Inputs(values, {"file": files.stat_data, "build_context": named.stat_data}, tagged)


def _identity(base: str, local: str | None, pull: str, engine: Engine) -> str:
    """Return what the name of a base image stands for now: its digest, its local id, or the registry's answer."""
    digest = split_digest(base)[1]
    if digest:
        return digest
    if pull == "refresh":
        answer = ask_registry(engine, base)
        if answer.digest is None:
            raise ImageError(
                "pull: refresh asks the registry for the base image {0}, which refused or did not answer ({1}); log "
                "in, or use pull: missing".format(base, answer.error)
            )
        return answer.digest
    return local or "not on this engine"


def _known(record: Record | None, kind: str) -> Entries:
    if record is None:
        return Entries()
    return Entries(record.inputs.get(kind, {}), record.stat_data.get(kind, {}))


def _named_contexts(request: BuildRequest, known: Entries) -> Entries:
    folders = request.named_folders()
    found = Entries({name: value for name, value in request.build_contexts.items() if name not in folders})
    for name, folder in folders.items():
        source = os.path.join(folder, ".dockerignore")
        if not os.path.isdir(folder):
            raise ImageError(
                "build_contexts.{0}: found no folder {1}; name a folder, an URL or docker-image://NAME".format(
                    name, folder
                )
            )
        entries = read_entries(folder, IgnoreRules(_read(source) or "", source), known, prefix=name + "/")
        found.descriptions.update(entries.descriptions)
        found.stat_data.update(entries.stat_data)
    return found


def _read(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8", newline="") as opened:  # a line end is a part of what a step writes
            return opened.read()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise ImageError("{0}: cannot be read ({1}); it has to be a readable UTF-8 text".format(path, error)) from error
