# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rule on the options that a role for images hands on to image_build."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from typing import Any, Iterator, Mapping

from ...module_utils._docker._options import ENGINE_CONFLICTS
from .._grammar._docker import BYTE_SIZE
from .._rule import Text
from .._types import type_problems

# The options for which an image role has a variable, by its name without the role's.
VARIABLES = {
    "name": "name",
    "tag": "tag",
    "tags": "tags",
    "context": "source",
    "dockerfile": "render_dir",
    "build_args": "build_args",
    "labels": "labels",
    "build_contexts": "build_contexts",
    "secrets": "secrets",
    "network": "network",
    "platforms": "platforms",
    "pull": "pull",
    "cache_from": "cache_from",
    "cache_to": "cache_to",
    "shared_cache": "shared_cache",
    "attestations": "attestations",
    "push": "push",
    "rebuild": "rebuild",
    "timeout": "timeout",
    "source_date_epoch": "source_date_epoch",
    "policy": "policy",
}
RENDERED = ("dockerfile_content", "dockerignore_content", "rendered_files", "report_ignored")


def handed_on() -> dict[str, dict[str, Any]]:
    """Return the options that the roles hand on, as the module specifies them."""
    # The module brings all that builds an image; few users hand on an option.
    options = import_module("...modules.image_build", __package__).argument_spec()
    return {name: option for name, option in options.items() if name not in VARIABLES and name not in RENDERED}


@dataclass(frozen=True)
class BuildOptions:
    """A mapping of options of image_build that have neither a variable of `role` nor a place in what it renders."""

    role: str

    def problems(self, name: str, value: Mapping[str, Any]) -> Iterator[str]:
        """Yield what is wrong with the name, the type and the value of each option."""
        options = handed_on() if value else {}
        for key, item in value.items():
            inner = "{0}.{1}".format(name, key)
            if key in options:
                yield from type_problems(inner, item, options[key])
            elif key in VARIABLES:
                yield "{0}: found an option with a variable of its own, expected it in {1}_{2}".format(
                    inner, self.role, VARIABLES[key]
                )
            elif key in RENDERED:
                yield "{0}: found what the role renders, expected none of {1}".format(inner, ", ".join(RENDERED))
            else:
                near = get_close_matches(str(key), list(options), n=1, cutoff=0.0)
                yield "{0}: found no such option of image_build, expected one of its own; did you mean {1}?".format(
                    inner, near[0]
                )
        if isinstance(value.get("min_free_space"), str):
            yield from Text(BYTE_SIZE).problems("{0}.min_free_space".format(name), value["min_free_space"])
        for first, second in ENGINE_CONFLICTS:
            if value.get(first) and value.get(second):
                yield "{0}.{1}: found {2} beside it, expected one of the two".format(name, first, second)
