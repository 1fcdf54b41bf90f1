# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether base images exist for the wanted platforms; asks engine and registry (private to the collection).

On the containerd image store BuildKit takes a base of another platform without a word, and the image then claims a
platform that its programs are not of.
"""

from __future__ import annotations

from .._buildkit._dockerfile import base_images
from .._docker._engine import Engine
from .._buildkit._errors import ImageError
from ._request import BuildRequest

_IMAGE_CONTEXT = "docker-image://"


def check_platforms(engine: Engine, request: BuildRequest, dockerfile_text: str) -> None:
    """Raise ImageError for a base image that the engine has, but not for each of the wanted platforms."""
    if not request.platforms:
        return
    contexts = request.build_contexts
    bases = set(base_images(dockerfile_text, request.build_args, set(contexts), of_target=True))
    bases.update(value[len(_IMAGE_CONTEXT) :] for value in contexts.values() if value.startswith(_IMAGE_CONTEXT))
    documents = engine.inspect(sorted(bases))
    for base, document in documents.items():
        if document is None:
            continue  # BuildKit fetches it, for the platform that it needs
        lacking = [platform for platform in request.platforms if not engine.has_platform(base, platform)]
        if not lacking:
            continue
        # An index that the registry has as well names what was not fetched yet.
        digest, offered = engine.registry_platforms(base)
        same = any(text.endswith("@" + digest) for text in document.get("RepoDigests") or []) if digest else False
        if same and all(_offers(offered, platform) for platform in lacking):
            continue
        raise ImageError(
            "platforms: found {0}, but the base image {1} on the engine is for {2}/{3} alone; get one for each by "
            "docker pull --platform, or build FROM --platform=$BUILDPLATFORM where the step only makes files".format(
                ", ".join(lacking), base, document["Os"], document["Architecture"]
            )
        )


def _offers(offered: list[str], platform: str) -> bool:
    """Tell whether one of the platforms in `offered` is `platform`, where no variant stands for each."""
    return any(entry == platform or entry.startswith(platform + "/") for entry in offered)
