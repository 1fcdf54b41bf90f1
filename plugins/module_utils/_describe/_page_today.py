# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which script builds the page today, by Netlify, Vercel and a Dockerfile; reads (private to the collection).

The forms are those of https://docs.netlify.com/configure-builds/file-based-configuration/ and
https://vercel.com/docs/project-configuration.
"""

from __future__ import annotations

import json
import re
from typing import Iterator

from .._buildkit._errors import ImageError
from .._project._folder import Place
from .._project._toml import read_toml, table
from ._bounded_folder import BoundedFolder
from ._packages import line_of
from ._todays_image import read_todays_image

_RUN = re.compile(r"\b(?:npm run|pnpm run|yarn run|pnpm|yarn)\s+(?:--\S+\s+)*([\w:.-]+)")


def script_of_today(folder: BoundedFolder, names: list[str], notes: list[str]) -> tuple[str, Place] | None:
    """Return the script of these names that is run to build the page today, None where nothing says it.

    What is broken becomes one of the notes, since none of these files is needed for a build here.
    """
    for text, place in _commands(folder, notes):
        said = [name for name in _RUN.findall(text) if name in names]
        if said:
            return said[-1], place
    return None


def _commands(folder: BoundedFolder, notes: list[str]) -> Iterator[tuple[str, Place]]:
    """Yield the commands that build."""
    for name, read in (
        ("netlify.toml", _of_netlify),
        ("vercel.json", _of_vercel),
        *((name, _of_dockerfile) for name in ("Dockerfile.prod", "Dockerfile.production", "Dockerfile")),
    ):
        try:
            found = read(folder, name) if folder.has(name) and not folder.is_folder(name) else []
        except ImageError as error:
            notes.append(str(error))
            continue
        yield from found


def _of_netlify(folder: BoundedFolder, name: str) -> list[tuple[str, Place]]:
    command = table(read_toml(folder, name), "build").get("command")
    return [(str(command or ""), Place(name, line_of(folder.read(name), r"^\s*command")))]


def _of_vercel(folder: BoundedFolder, name: str) -> list[tuple[str, Place]]:
    text = folder.read(name)
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ImageError("{0}: found no JSON ({1}); mend it".format(name, error)) from error
    command = values.get("buildCommand") if isinstance(values, dict) else ""
    return [(str(command or ""), Place(name, line_of(text, '"buildCommand"')))]


def _of_dockerfile(folder: BoundedFolder, name: str) -> list[tuple[str, Place]]:
    text = folder.read(name)
    return [] if "sovd.prod_images" in text[:500] else read_todays_image(text, name).runs
