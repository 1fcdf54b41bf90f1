# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The images that a request builds on; asks the engine where a word depends on it (private to the collection)."""

from __future__ import annotations

from typing import Callable

from .._buildkit._dockerfile import syntax_image
from .._buildkit._global_args import GlobalArgs, Host
from .._buildkit._stages import BuildOptions, Needed, needed_for
from .._docker._engine import Engine
from ._request import BuildRequest

_IMAGE_CONTEXT = "docker-image://"


def base_images(request: BuildRequest, dockerfile_text: str, engine: Engine) -> list[str]:
    """Return the references of all images that decide what a build makes, sorted, with that of the syntax."""
    found = {request.build_args.get("BUILDKIT_SYNTAX", "").partition(" ")[0] or syntax_image(dockerfile_text)}
    for needed in _needed(request, dockerfile_text, engine):
        found |= needed.images | _images_of_contexts(request, needed)
    return sorted(found - {""})


def needed_stages(request: BuildRequest, dockerfile_text: str, engine: Engine) -> set[int]:
    """Return the numbers of the stages that are built."""
    return {number for needed in _needed(request, dockerfile_text, engine) for number in needed.stages}


def base_images_of_target(request: BuildRequest, dockerfile_text: str, engine: Engine) -> list[str]:
    """Return the references of the images that have to be of each platform that is built for, sorted."""
    found: set[str] = set()
    for needed in _needed(request, dockerfile_text, engine, with_platforms=True):
        found |= needed.of_target | _images_of_contexts(request, needed)
    return sorted(found)


def platforms_of_bases(request: BuildRequest, dockerfile_text: str, engine: Engine) -> dict[str, set[str]]:
    """Return the platforms that each of the base images has to be of, in their shortest form."""
    found: dict[str, set[str]] = {}
    for needed in _needed(request, dockerfile_text, engine, with_platforms=True):
        of_contexts = {image: {needed.target_platform} for image in _images_of_contexts(request, needed)}
        for image, platforms in [*needed.platforms.items(), *of_contexts.items()]:
            found.setdefault(image, set()).update(platforms)
    return found


def predefined_args(request: BuildRequest, engine: Engine) -> list[Callable[[str], str | None]]:
    """Return what gives the value of a variable that BuildKit has by itself, for each platform that is built for."""
    host = _host_of(engine)
    platforms = request.platforms or (None,)
    return [GlobalArgs(request.build_args, platform, request.target or "", "", host).get for platform in platforms]


def _host_of(engine: Engine) -> Callable[[], Host]:
    """Return what tells the engine's release and platform, and asks for them once and when they are needed."""
    asked: list[Host] = []

    def host() -> Host:
        if not asked:
            about = engine.info()
            asked.append(Host(about.version, about.platform))
        return asked[0]

    return host


def _needed(request: BuildRequest, text: str, engine: Engine, with_platforms: bool = False) -> list[Needed]:
    host = _host_of(engine)
    return [
        needed_for(
            text,
            BuildOptions(host, request.build_args, request.build_contexts, request.target, platform),
            with_platforms,
        )
        for platform in request.platforms or (None,)
    ]


def _images_of_contexts(request: BuildRequest, needed: Needed) -> set[str]:
    values = [request.build_contexts[name] for name in needed.contexts]
    return {value[len(_IMAGE_CONTEXT) :] for value in values if value.startswith(_IMAGE_CONTEXT)} - {"scratch"}
