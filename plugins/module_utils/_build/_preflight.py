# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is refused before a build is started; reads files, free space and sockets only (private to the collection)."""

from __future__ import annotations

import os
import shutil
import socket
import stat
from dataclasses import replace
from typing import Iterator

from .._buildkit._dockerfile import syntax_image
from .._buildkit._errors import ImageError
from .._buildkit._fields import split_fields
from .._docker._byte_size import format_size
from ._request import BuildRequest, Secret

_SECRET_LIMIT = 500 * 1024  # bytes; BuildKit refuses more
_AGENT_TIMEOUT = 10  # seconds


def leave_out_absent_secrets(request: BuildRequest) -> BuildRequest:
    """Return `request` without the optional secrets that are not there."""

    def is_there(secret: Secret) -> bool:
        return os.path.exists(secret.src) if secret.src else secret.value is not None or secret.env in os.environ

    return replace(request, secrets=tuple(each for each in request.secrets if is_there(each) or not each.optional))


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
        if secret.value is not None and len(secret.value.encode("utf-8", "replace")) > _SECRET_LIMIT:
            raise ImageError(
                "secrets: found more than {0} bytes in the value of the secret {1}, and BuildKit takes no more; "
                "shorten it".format(_SECRET_LIMIT, secret.id)
            )
        if secret.env is not None and secret.value is None and secret.env not in os.environ:
            raise ImageError(
                "secrets: found no environment variable {0} for the secret {1}; set it with the task's "
                "environment".format(secret.env, secret.id)
            )


def check_disk_space(folder: str, wanted: int) -> None:
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


def check_ssh(request: BuildRequest) -> None:
    """Raise ImageError for an SSH agent or key that the builder could not use."""
    for entry in request.ssh:
        name, _equals, places = entry.partition("=")
        if places:
            for place in places.split(","):
                if not os.path.exists(place):
                    raise ImageError(
                        "ssh: found nothing at {0} for {1}; name a private key, or the socket of an agent".format(
                            place, name
                        )
                    )
                if stat.S_ISSOCK(os.stat(place).st_mode):
                    _check_agent(place, name)
        elif not os.environ.get("SSH_AUTH_SOCK"):
            raise ImageError(
                "ssh: found no SSH_AUTH_SOCK for {0}; start ssh-agent and set the variable with the task's "
                "environment, or name a key as {0}=/path".format(name)
            )
        else:
            _check_agent(os.environ["SSH_AUTH_SOCK"], name)


def _check_agent(place: str, name: str) -> None:
    try:
        with socket.socket(socket.AF_UNIX) as agent:
            agent.settimeout(_AGENT_TIMEOUT)
            agent.connect(place)
    except OSError as error:
        raise ImageError(
            "ssh: found no agent that answers at {0} for {1} ({2}); start ssh-agent, or name a key as {1}=/path".format(
                place, name, error.strerror or error
            )
        ) from error


def check_store(request: BuildRequest, store: str) -> None:
    """Raise ImageError for what the image store would refuse in the middle of a build, or leave out silently."""
    if store == "containerd":
        return
    for option, found, lack in _lacks(request):
        raise ImageError(
            "{0}: found {1}, but with the {2} image store {3}; turn on the containerd image store, or name a builder "
            "of another driver in builder".format(option, found, store, lack)
        )


def check_syntax(request: BuildRequest, dockerfile: str, version: str) -> None:
    """Raise ImageError for named contexts where the engine's own Dockerfile syntax is too old for them.

    They came with BuildKit 0.10 (https://docs.docker.com/build/buildkit/frontend/), which is in Docker 23.0.
    """
    major = version.partition(".")[0]
    if request.build_contexts and not syntax_image(dockerfile) and major.isdigit() and int(major) < 23:
        raise ImageError(
            "build_contexts: found {0}, but the Dockerfile syntax of Docker {1} has no named contexts; use "
            "Docker 23.0 or later, or begin the Dockerfile with '# syntax=docker/dockerfile:1'".format(
                ", ".join(sorted(request.build_contexts)), version
            )
        )


def _lacks(request: BuildRequest) -> Iterator[tuple[str, str, str]]:
    """Yield the option, what was found in it, and what the graph drivers' store does not do of it."""
    if len(request.platforms) > 1:
        yield "platforms", ", ".join(request.platforms), "an image holds one platform"
    for cache in request.cache_to:
        # One word alone stands for an image in a registry.
        if split_fields(cache).get("type", "registry") != "inline":
            yield "cache_to", repr(cache), "only type=inline works"
    for output in request.outputs:
        fields = split_fields(output)
        if fields.get("type") == "oci" or (fields.get("type") == "docker" and "dest" in fields):
            yield "outputs", repr(output), "an image can not be written to a file"
    if request.source_date_epoch is not None:
        yield "source_date_epoch", str(request.source_date_epoch), "the times of files can not be rewritten"
    if request.attestations:
        yield "attestations", ", ".join(request.attestations), "an image holds none"
