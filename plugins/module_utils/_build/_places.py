# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task writes lies in none of the folders that its build reads; reads links only (private to the collection)."""

from __future__ import annotations

import os
from typing import Iterator

from .._buildkit._errors import ImageError
from .._buildkit._fields import destination, is_standard_output
from .._buildkit._ignore import IgnoreRules
from ._recipe import Recipe, rules_of_folder
from ._request import BuildRequest
from ._state import State


def refuse_standard_output(request: BuildRequest) -> None:
    """Raise ImageError for an output that nobody would get, since the task reads what the command prints."""
    for number, output in enumerate(request.outputs):
        if is_standard_output(output):
            raise ImageError(
                "outputs[{0}]: found {1!r}, which is written to the output of the docker command, where nobody gets "
                "it; name a file or a folder, such as type=tar,dest=/folder/image.tar".format(number, output)
            )


def refuse_places_in_contexts(request: BuildRequest, recipe: Recipe, state: State) -> None:
    """Raise ImageError where a build would change what the next one is made of.

    What the ignore file of the context leaves out may lie in it.
    """
    for option, place, contents in _written(request, state):
        for context, folder, rules in _read(request, recipe):
            path = os.path.relpath(os.path.realpath(place), os.path.realpath(folder))
            if path.startswith(os.pardir + os.sep) or path == os.pardir or _leaves_out(rules, path, contents):
                continue
            raise ImageError(
                "{0}: found {1} in the folder {2} of {3}, so each build would change what the next one is made of; "
                "name a place elsewhere, or leave it out by the ignore file".format(option, place, folder, context)
            )


def _written(request: BuildRequest, state: State) -> Iterator[tuple[str, str, list[str]]]:
    """Yield the options that name places, the places, and names of what is written in them."""
    own = [os.path.basename(path) for path in state.files()]
    yield "state_dir", os.path.expanduser(state.folder), own
    for option, values in (("outputs", request.outputs), ("cache_to", request.cache_to)):
        for number, value in enumerate(values):
            place = destination(value, word_is_place=option == "outputs")
            if place is not None:
                yield "{0}[{1}]".format(option, number), place, ["file"]


def _read(request: BuildRequest, recipe: Recipe) -> Iterator[tuple[str, str, IgnoreRules]]:
    yield "context", request.context, IgnoreRules(recipe.ignore_text, recipe.ignore_source)
    for name, folder in request.named_folders().items():
        if os.path.isdir(folder):
            yield "build_contexts.{0}".format(name), folder, rules_of_folder(folder, [])


def _leaves_out(rules: IgnoreRules, path: str, contents: list[str]) -> bool:
    """Tell whether the context is sent without `path`, and without what is written in it."""
    parts = [] if path == os.curdir else path.split(os.sep)
    judged = rules.root()
    ignored = False
    for end in range(1, len(parts) + 1):
        ignored, judged = rules.judge("/".join(parts[:end]), judged)
    return ignored and all(rules.judge("/".join([*parts, name]), judged)[0] for name in contents)
