# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a builder can do of a request, and what the engine can hold of its image; no I/O (private to the collection).

A builder of another driver than docker makes what its BuildKit can, whatever the engine's image store is. Only what
comes back to the engine has to fit into that: https://docs.docker.com/build/builders/drivers/
"""

from __future__ import annotations

from dataclasses import replace

from .._buildkit._errors import ImageError
from .._buildkit._fields import split_fields
from .._buildkit._global_args import Host, format_platform
from .._docker._build_driver import BuilderInfo
from ._preflight import check_store
from ._request import BuildRequest

_REWRITES_SINCE = (0, 13)  # https://github.com/moby/buildkit/blob/master/docs/build-repro.md
_PUSHES = "outputs: ['type=image,name={0},push=true']"


def check_builder(request: BuildRequest, builder: BuilderInfo, store: str, context: str | None, push: bool) -> None:
    """Raise ImageError for what would fail in the middle of a build, or be left out silently.

    `store` is the engine's image store, `context` the docker context in use, or None where that is not known.
    """
    _check_archives(request)
    if builder.is_engine:
        if context is not None and builder.name not in ("default", context):
            raise ImageError(
                "builder: found {0}, which builds on the engine of that context, but the task uses the context {1}; "
                "set cli_context: {0}, or name another builder".format(builder.name, context)
            )
        check_store(request, store)
        return
    if builder.is_lost:
        raise ImageError(
            "builder: found {0}, whose BuildKit does not answer at {1}; start it, or name another builder".format(
                builder.name, ", ".join(builder.endpoints)
            )
        )
    release = builder.release()
    if request.source_date_epoch is not None and release is not None and release < _REWRITES_SINCE:
        raise ImageError(
            "source_date_epoch: found the builder {0} with BuildKit {1}, which cannot rewrite the times of files; use "
            "BuildKit 0.13 or later".format(builder.name, builder.version)
        )
    if store != "containerd":
        _check_what_is_not_held(request, store, push)


def loadable(request: BuildRequest, builder: BuilderInfo, store: str, engine_platform: str) -> BuildRequest:
    """Return the request for the image that the engine's `store` can hold of what `builder` makes.

    The graph drivers' stores hold one platform, of which the engine's own is best judged, and no attestations.
    """
    if builder.is_engine or store == "containerd":
        return request

    def written(platform: str) -> str:
        return format_platform(platform, lambda: Host("", engine_platform))

    own = [platform for platform in request.platforms if written(platform) == written(engine_platform)]
    return replace(request, platforms=tuple((own or list(request.platforms))[:1]), attestations=())


def _check_archives(request: BuildRequest) -> None:
    for output in request.outputs:
        fields = split_fields(output)
        if fields.get("type") == "docker" and "dest" in fields and (len(request.platforms) > 1 or request.attestations):
            raise ImageError(
                "outputs: found {0!r}, but an archive of that type holds one platform and no attestations; write "
                "type=oci".format(output)
            )


def _check_what_is_not_held(request: BuildRequest, store: str, push: bool) -> None:
    several = ", ".join(request.platforms) if len(request.platforms) > 1 else ""
    attested = ", ".join(request.attestations)
    if push and (several or attested):
        raise ImageError(
            "push: found {0}, but the {1} image store, which push sends from, holds one platform and no attestations; "
            "have the builder push by {2}, or turn on the containerd image store".format(
                several or attested, store, _PUSHES.format(request.image.reference)
            )
        )
    if attested and not request.outputs:
        raise ImageError(
            "attestations: found {0}, but the {1} image store holds none, and there are no outputs that could; have "
            "the builder push by {2}, or turn on the containerd image store".format(
                attested, store, _PUSHES.format(request.image.reference)
            )
        )
