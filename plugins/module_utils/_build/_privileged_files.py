# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of an image that give whoever runs them another user or group; asks the engine (private)."""

from __future__ import annotations

from typing import Any

from .._docker._engine import Engine
from .._docker._exported_files import exported_files
from ._setuid_files import Privileged, is_privileged


def privileged_files(engine: Engine, document: dict[str, Any], run: str) -> list[Privileged]:
    """Return the setuid and setgid files of the image that the engine's `document` describes; `run` names the task's.

    Raises ImageError when the engine does not say.
    """
    return [found for found in exported_files(engine, document, run) if is_privileged(found[1])]
