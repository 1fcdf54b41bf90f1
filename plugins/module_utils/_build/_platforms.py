# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether base images exist for the wanted platforms; asks engine and registry (private to the collection).

On the containerd image store BuildKit takes a base of another platform without a word, and the image then claims a
platform that its programs are not of. With a graph driver it asks the registry for another one.
"""

from __future__ import annotations

from dataclasses import dataclass

from .._buildkit._errors import ImageError
from .._docker._engine import Engine
from .._docker._image_store import has_platform
from .._docker._registry import RegistryAnswer, ask_registry
from ._base_images import base_images_of_target
from ._request import BuildRequest


@dataclass(frozen=True)
class BaseImage:
    """A base image on the engine: its own platform, its digests as `NAME@DIGEST`, and the wanted ones that it lacks."""

    name: str
    platform: str
    digests: tuple[str, ...]
    lacking: tuple[str, ...]


def is_fetchable(base: BaseImage, answer: RegistryAnswer, store: str) -> bool:
    """Tell whether BuildKit gets from the registry what the engine's image lacks, by the name of the image `store`.

    On the containerd store it does where the index on the engine is the registry's; a manifest alone tells no platform.
    """
    if store != "containerd" and answer.digest is not None:
        return not answer.platforms or all(_offers(answer.platforms, platform) for platform in base.lacking)
    same = answer.digest is not None and any(text.endswith("@" + answer.digest) for text in base.digests)
    return same and all(_offers(answer.platforms, platform) for platform in base.lacking)


def check_platforms(engine: Engine, request: BuildRequest, dockerfile_text: str, store: str, run: str) -> None:
    """Raise ImageError for a base image that the engine has, but not for each of the wanted platforms.

    `store` is the name of the engine's image store, and `run` names the task's run.
    """
    for base in _bases_on_engine(engine, request, dockerfile_text, run) if request.platforms else ():
        if not base.lacking or is_fetchable(base, ask_registry(engine, base.name), store):
            continue
        raise ImageError(
            "platforms: found {0}, but the base image {1} on the engine is for {2} alone; get one for each by "
            "docker pull --platform, or build FROM --platform=$BUILDPLATFORM where the step only makes files".format(
                ", ".join(base.lacking), base.name, base.platform
            )
        )


def _bases_on_engine(engine: Engine, request: BuildRequest, dockerfile_text: str, run: str) -> list[BaseImage]:
    names = base_images_of_target(request, dockerfile_text, engine)
    return [
        BaseImage(
            name=name,
            platform="{0}/{1}".format(document["Os"], document["Architecture"]),
            digests=tuple(document.get("RepoDigests") or ()),
            lacking=tuple(wanted for wanted in request.platforms if not has_platform(engine, document, wanted, run)),
        )
        for name, document in engine.inspect(names).items()
        if document is not None  # BuildKit fetches it, for the platform that it needs
    ]


def _offers(offered: tuple[str, ...], platform: str) -> bool:
    """Tell whether one of the platforms in `offered` is `platform`, where no variant stands for each."""
    return any(entry == platform or entry.startswith(platform + "/") for entry in offered)
