# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Inputs without what Ansible hides, so that neither a record nor a later result shows it; no I/O (private).

Ansible hides the secrets that a task has now, but not those that its last run had, which a record would keep.
"""

from __future__ import annotations

import hashlib
import re
from typing import Iterable, Mapping

from ._request import Secret

_SHORTEST = 4  # characters; fewer are in many texts that have nothing to do with the secret
_CREDENTIALS = re.compile(r"\A(https?://)[^/@]*@")


def without_secrets(texts: Mapping[str, str], secrets: Iterable[Secret]) -> dict[str, str]:
    """Return the texts by name, with a digest instead of the value of each of the `secrets` that has one."""
    values = {secret.value for secret in secrets if secret.value and len(secret.value) >= _SHORTEST}
    found = dict(texts)
    for value in sorted(values, key=len, reverse=True):  # a secret may be a part of another one
        for name, text in found.items():
            if value in text:
                found[name] = text.replace(value, "sha256:" + _digest(value))
    return found


def without_credentials(url: str) -> str:
    """Return an URL of the web without user and password; any other text as it is."""
    return _CREDENTIALS.sub(r"\1", url)


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()
