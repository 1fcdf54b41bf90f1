# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""On what terms an image is built, whoever carries a part of it out; no I/O (private to the collection)."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from .._docker._engine import Engine
from ._policy import Policy
from ._rendered_files import RenderedFiles
from ._state import State


@dataclass(frozen=True)
class Terms:
    """How a request is carried out: `timeout` in seconds, `min_free_space` in bytes."""

    engine: Engine
    state: State
    rendered_files: RenderedFiles
    policy: Policy
    rebuild: str
    timeout: int
    min_free_space: int
    push: bool
    fail_on_warnings: bool
    keep_images: int | None

    def shared(self) -> dict[str, Any]:
        """Return the fields that all who carry it out have, by name."""
        return {each.name: getattr(self, each.name) for each in fields(Terms)}
