# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What today's image and platforms set for an application that decides what it is; no I/O (private)."""

from __future__ import annotations

import re

from ._description import CERTAIN, Description
from ._python_code import PythonCode
from ._start import Start

# Of Django, wherever it is said: other values of a platform are those of one container.
_MODULE = "DJANGO_SETTINGS_MODULE"
_OF_THE_IMAGE = re.compile(r"(?i)dockerfile|containerfile")
# What the roles decide themselves, or what belongs to other folders than those of an image here.
_DECIDED = re.compile(
    r"(PORT|HOST|PATH|HOME|WEB_CONCURRENCY|WORKERS?|PYTHON\w*|PIP_\w*|UV_\w*|POETRY_\w*|LANG|LC_\w+)\Z"
)


def describe_settings(code: PythonCode, start: Start, words: set[str], found: Description) -> None:
    """Propose the variables that today's image sets and the code reads, and the settings that Django starts with."""
    for name, (value, place) in start.settings.items():
        is_of_image = bool(_OF_THE_IMAGE.search(place.file)) and name in words and not _DECIDED.match(name)
        is_module = name == _MODULE and value in code.files
        if (is_of_image and "/" not in value) or is_module:
            found.add_to("backend_image_env", {name: value}, place, CERTAIN, "what it is told today")
