# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a value may be that the docker command gets, and secrets that are longer (private to the collection)."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import replace
from typing import Iterator

from .._buildkit._errors import ImageError
from ._request import BuildRequest

# Linux's MAX_ARG_STRLEN on pages of 4 KiB, of one argument or variable with the NUL behind it: execve(2).
_LONGEST = 128 * 1024


def refuse_long_arguments(request: BuildRequest) -> None:
    """Raise ImageError that names a value which is too long for an argument of the docker command."""
    mappings = {"build_args": request.build_args, "labels": request.labels, "build_contexts": request.build_contexts}
    values = [
        ("{0}.{1}".format(option, name), "{0}={1}".format(name, value))
        for option, named in mappings.items()
        for name, value in named.items()
    ]
    lists = {
        "outputs": request.outputs, "cache_from": request.cache_from, "cache_to": request.cache_to,
        "attestations": request.attestations, "ssh": request.ssh, "target": (request.target or "",),
    }  # fmt: skip
    values += [(option, value) for option, items in lists.items() for value in items]
    for place, argument in values:
        if _size(argument) > _LONGEST:
            raise ImageError(
                "{0}: found {1} bytes, but the system takes at most {2} in one argument of a command; put it into a "
                "file of the context, or into a secret".format(place, _size(argument) - 1, _LONGEST - 1)
            )


@contextmanager
def long_secrets_in_files(request: BuildRequest, folder: str) -> Iterator[BuildRequest]:
    """Lend a request whose secret values all fit: one that is too long for a variable is a private file in `folder`.

    The files are gone afterwards. Raises OSError.
    """
    made = []
    secrets = []
    try:
        for number, secret in enumerate(request.secrets):
            if secret.value is not None and _size("{0}={1}".format(secret.env, secret.value)) > _LONGEST:
                made.append(os.path.join(folder, "secret-{0}".format(number)))
                with open(made[-1], "w", encoding="utf-8", newline="", opener=_private) as opened:
                    opened.write(secret.value)
                secret = replace(secret, src=made[-1], env=None, value=None)
            secrets.append(secret)
        yield replace(request, secrets=tuple(secrets))
    finally:
        for path in made:
            os.unlink(path)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_EXCL, 0o600)


def _size(text: str) -> int:
    """Return the bytes that a text takes as an argument or a variable, with the NUL behind it."""
    return len(os.fsencode(text)) + 1
