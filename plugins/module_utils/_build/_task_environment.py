# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables of the task's environment that change an image; reads the files that they name (private to the collection).

buildx reads them: commands/build.go, build/opt.go and build/git.go in https://github.com/docker/buildx.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import replace
from typing import Mapping

from ._request import BuildRequest

_EPOCH = "SOURCE_DATE_EPOCH"
_PLATFORM = "DOCKER_DEFAULT_PLATFORM"
_POLICY = "EXPERIMENTAL_BUILDKIT_SOURCE_POLICY"
_OF_ATTESTATIONS = ("BUILDX_GIT_INFO", "BUILDX_GIT_CHECK_DIRTY")
_GIT_LABELS = "BUILDX_GIT_LABELS"
_FALSE = ("", "0", "f", "F", "false", "False", "FALSE")  # for Go


def with_default_platform(request: BuildRequest, environment: Mapping[str, str]) -> BuildRequest:
    """Return the request with the platforms that the environment names, where the request names none."""
    platforms = tuple(filter(None, environment.get(_PLATFORM, "").split(",")))
    return replace(request, platforms=platforms) if platforms and not request.platforms else request


def environment_values(request: BuildRequest, environment: Mapping[str, str], proxy_args: set[str]) -> dict[str, str]:
    """Return what the environment decides about the image, by variable.

    `proxy_args` are the arguments for proxies that count. The docker command's configuration may have values for them,
    which are passed on as its digest, since they can hold passwords.
    """
    values = {}
    if environment.get(_EPOCH) and request.source_date_epoch is None and _EPOCH not in request.build_args:
        values[_EPOCH] = environment[_EPOCH]
    if environment.get(_POLICY):
        values[_POLICY] = _digest(_read(environment[_POLICY]))
    if request.attestations:
        values.update({name: environment[name] for name in _OF_ATTESTATIONS if environment.get(name)})
    proxies = _configured_proxies(environment) if proxy_args - set(request.build_args) else None
    if proxies:
        values["DOCKER_CONFIG"] = "proxies with the digest {0}".format(_digest(proxies))
    return values


def environment_warnings(environment: Mapping[str, str]) -> list[str]:
    """Return a sentence about each variable that the builder does not get."""
    if environment.get(_GIT_LABELS, "") in _FALSE:
        return []
    return [
        "{0} is set in the task's environment and not handed to the builder, since each commit would then be another "
        "image; set the labels that you need by the option labels".format(_GIT_LABELS)
    ]


def _configured_proxies(environment: Mapping[str, str]) -> bytes | None:
    folder = environment.get("DOCKER_CONFIG") or os.path.join(os.path.expanduser("~"), ".docker")
    try:
        proxies = json.loads(_read(os.path.join(folder, "config.json"))).get("proxies")
    except (ValueError, AttributeError):
        return None
    return json.dumps(proxies, sort_keys=True).encode() if proxies else None


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as opened:
            return opened.read()
    except OSError:  # the builder says it, where it matters
        return b""


def _digest(content: bytes) -> str:
    return "sha256:" + hashlib.sha256(content).hexdigest()
