# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is refused before a build is started; reads files and free space only (private to the collection)."""

from __future__ import annotations

import os
import shutil

from ._byte_size import format_size
from ._errors import ImageError
from ._request import BuildRequest

_SECRET_LIMIT = 500 * 1024  # bytes; BuildKit refuses more


def check_secrets(request: BuildRequest) -> None:
    """Raise ImageError for a secret that the builder could not read."""
    for secret in request.secrets:
        if secret.src is not None and not os.path.isfile(secret.src):
            raise ImageError(
                "secrets: found no file {0} for the secret {1}; name a readable file on the target".format(
                    secret.src, secret.id
                )
            )
        if secret.src is not None and os.path.getsize(secret.src) > _SECRET_LIMIT:
            raise ImageError(
                "secrets: found {0} bytes in {1}, but BuildKit takes at most {2}; shorten the file".format(
                    os.path.getsize(secret.src), secret.src, _SECRET_LIMIT
                )
            )
        if secret.env is not None and secret.value is None and secret.env not in os.environ:
            raise ImageError(
                "secrets: found no environment variable {0} for the secret {1}; set it with the task's "
                "environment".format(secret.env, secret.id)
            )


def check_room(folder: str, wanted: int) -> None:
    """Raise ImageError where the file system of `folder` has less than `wanted` bytes free.

    A folder that is not there belongs to an engine on another host and is not judged.
    """
    if not os.path.isdir(folder):
        return
    free = shutil.disk_usage(folder).free
    if free < wanted:
        raise ImageError(
            "min_free_space: found {0} free under {1}, which is less than {2}; free some (docker builder prune), or "
            "lower min_free_space".format(format_size(free), folder, format_size(wanted))
        )


def check_store(request: BuildRequest, store: str) -> None:
    """Raise ImageError for what the image store would refuse in the middle of a build, or leave out silently."""
    if store == "containerd":
        return
    if len(request.platforms) > 1:
        raise ImageError(
            "platforms: found {0}, but the {1} image store holds one platform per image; turn on the containerd image "
            "store, or name one".format(", ".join(request.platforms), store)
        )
    for cache in request.cache_to:
        if cache.startswith("type=") and not cache.startswith("type=inline"):
            raise ImageError(
                "cache_to: found {0!r}, but with the {1} image store only type=inline works; turn on the containerd "
                "image store".format(cache, store)
            )
    if request.source_date_epoch is not None:
        raise ImageError(
            "source_date_epoch: found {0}, but the {1} image store cannot rewrite the times of files; turn on the "
            "containerd image store".format(request.source_date_epoch, store)
        )
    if request.attestations:
        raise ImageError(
            "attestations: found {0}, but the {1} image store cannot hold any; turn on the containerd image "
            "store".format(", ".join(request.attestations), store)
        )
