# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records of images that the engine has no more, which say nothing any longer (private to the collection)."""

from __future__ import annotations

import os
from contextlib import suppress

from .._docker._engine import Engine
from ._state import read_head, reasons_beside, unlocked


def remove_old_records(engine: Engine, folder: str) -> None:
    """Remove from the state `folder` what is about images that were built on this engine and are gone from it.

    A reference that is just being built is left alone.
    """
    heads = {path: read_head(path) for path in _records(folder)}
    images = {path: head.images for path, head in heads.items() if head and head.engine == engine.address}
    documents = engine.inspect(sorted({image for ids in images.values() for image in ids}))
    for path, ids in images.items():
        if any(documents[image] for image in ids):
            continue
        with unlocked(path) as free:
            if free and read_head(path) == heads[path]:
                for file in (path, reasons_beside(path)):
                    with suppress(OSError):
                        os.remove(file)


def _records(folder: str) -> list[str]:
    return [os.path.join(folder, name) for name in sorted(os.listdir(folder)) if name.endswith(".json")]
