# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The layers of a saved image, with what looks like a secret in them (private to the collection)."""

from __future__ import annotations

from typing import IO

from .._buildkit._errors import ImageError
from .._docker._saved_image import read_saved_image
from ._file_secrets import SecretRules
from ._layers import Layer, read_layer


def read_archive(stream: IO[bytes], diff_ids: list[str], rules: SecretRules) -> list[Layer]:
    """Return the layers, in their order, of the image in the archive whose layers are `diff_ids`.

    Raises ImageError for an archive that does not hold it, or a layer packed in a way that Python cannot read.
    """
    image = read_saved_image(stream, diff_ids, lambda content: read_layer(content, rules))
    if image is None:
        raise ImageError(
            "image: the archive of docker image save does not hold the image; see whether the engine is sound"
        )
    if image.unread:
        raise ImageError(
            "image: found the layer {0} packed in a way that Python on the target cannot read; "
            "build the image with layers that are packed by gzip".format(image.unread[0])
        )
    return image.layers
