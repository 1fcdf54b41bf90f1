# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rule on a command that is a list of words or a text for the shell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Iterator

from .._grammar._system import ARGUMENT, SCRIPT
from .._rule import Each, Text


@dataclass(frozen=True)
class Command:
    """Words of which the first is a program, or a text for the shell."""

    def problems(self, name: str, value: Any) -> Iterator[str]:
        """Yield what is wrong with the words or the text."""
        if isinstance(value, list):
            yield from Each(Text(ARGUMENT), what="word").problems(name, value)
        else:
            yield from Text(SCRIPT).problems(name, value)
