# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values as words of a Dockerfile, which BuildKit reads as exactly the same text.

Syntax: https://docs.docker.com/reference/dockerfile/#environment-replacement, and BuildKit's own lexer.
"""

from __future__ import annotations

import re

# What BuildKit reads as it stands, wherever it is in a word of ENV or ARG.
_PLAIN = re.compile(r"[A-Za-z0-9_./:@%+=,*-]+\Z", re.ASCII)
_SPECIAL = re.compile(r'["\\$]')
LONGEST = 65000  # bytes of a word: BuildKit reads no line of more than 65535, and the variable's name is on it


def text_of(value: object) -> str:
    """Return the text that a text, a whole number or a boolean becomes: `true` and `false`, as in Docker Compose."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def dockerfile_word(text: str) -> str:
    """Return `text` as one word, in quotes where it needs them. A Dockerfile has no word for a line feed."""
    if _PLAIN.match(text):
        return text
    return '"{0}"'.format(_SPECIAL.sub(r"\\\g<0>", text))


def has_word(text: str) -> bool:
    """Return whether a Dockerfile can hold `text`, which BuildKit then gives back."""
    return not set("\n\0") & set(text) and is_unicode(text) and len(dockerfile_word(text).encode()) <= LONGEST


def is_unicode(text: str) -> bool:
    """Return whether every character can be written: half of a surrogate pair, as JSON may have it, cannot."""
    return not re.search("[\ud800-\udfff]", text)
