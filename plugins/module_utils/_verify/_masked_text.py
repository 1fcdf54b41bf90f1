# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts of a container without the secrets that it was given; no I/O (private to the collection)."""

from __future__ import annotations

from typing import Any, Mapping

from ._named_values import is_secret_name
from ._secret_search import IN_URL, find_url_passwords

_SHORTEST = 4  # characters of a value that is hidden: a shorter one would hide words that merely look like it
_MASK = "***"


def secret_values(env: Mapping[str, Any]) -> list[str]:
    """Return the values of an environment that are secrets, and the passwords of URLs in it, the longest first."""
    values = {str(value) for name, value in env.items() if is_secret_name(name)}
    for value in env.values():
        found = find_url_passwords(str(value).encode())
        values |= {each.value.decode() for each in found if each.kind == IN_URL}
    return sorted((value for value in values if len(value) >= _SHORTEST), key=len, reverse=True)


def mask(document: Any, values: list[str]) -> Any:
    """Return `document` with each of these `values` hidden in all of its texts."""
    if isinstance(document, Mapping):
        return {key: mask(value, values) for key, value in document.items()}
    if isinstance(document, list):
        return [mask(value, values) for value in document]
    if isinstance(document, str):
        for value in values:
            document = document.replace(value, _MASK)
    return document
