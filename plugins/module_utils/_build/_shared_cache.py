# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cache in a registry that the builders of several machines share (private to the collection).

https://docs.docker.com/build/cache/backends/registry/ and https://docs.docker.com/build/cache/backends/inline/
"""

from __future__ import annotations

from dataclasses import replace

from .._buildkit._errors import ImageError
from .._docker._engine import Engine
from .._docker._image_name import is_reference
from .._docker._image_store import remove_image, tag_image
from ._request import BuildRequest

_INLINE = "type=inline"
# An image manifest is what ECR takes for a cache, too.
_WRITE = "type=registry,ref={0},mode=max,image-manifest=true,oci-mediatypes=true,ignore-error=true"
_READ = "type=registry,ref={0}"


def check_shared_cache(request: BuildRequest) -> None:
    """Raise ImageError for a reference that can hold no cache."""
    reference = request.shared_cache
    if not reference:
        return
    if not is_reference(reference) or "/" not in reference or "@" in reference:
        raise ImageError(
            "shared_cache: found {0!r}; name a repository of a registry and a tag, such as "
            "registry.example/team/app-cache:main".format(reference)
        )
    if reference == request.image.reference:
        raise ImageError(
            "shared_cache: found {0}, the name and tag of the image itself; give the cache one of its own".format(
                reference
            )
        )


def with_shared_cache(request: BuildRequest, store: str, builder_is_engine: bool) -> BuildRequest:
    """Return the request with what reads and writes the shared cache, as the engine's image `store` can.

    Without the containerd store an engine's own builder writes no cache but into the image itself.
    """
    if not request.shared_cache:
        return request
    write = _INLINE if is_inline(store, builder_is_engine) else _WRITE.format(request.shared_cache)
    read = _READ.format(request.shared_cache)
    return replace(request, cache_from=(*request.cache_from, read), cache_to=(*request.cache_to, write))


def is_inline(store: str, builder_is_engine: bool) -> bool:
    """Tell whether the cache can only be written into the image."""
    return builder_is_engine and store != "containerd"


def push_inline(engine: Engine, image: str, reference: str, timeout: int) -> list[str]:
    """Push the image, which holds the cache, under the cache's reference; a warning where that fails."""
    tag_image(engine, image, reference)
    try:
        engine.run(["image", "push", "--quiet", reference], timeout=timeout)
    except ImageError as error:
        return ["shared_cache: the cache could not be written, so other machines do not get it ({0})".format(error)]
    finally:
        remove_image(engine, reference)
    return []
