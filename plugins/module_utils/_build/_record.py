# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was built, as the state file keeps it; no I/O (private to the collection)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict

from .._docker._facts import ImageFacts

# kind -> name -> value; typing's Dict, since Python 3.8 has no dict[...] at run time
InputValues = Dict[str, Dict[str, str]]


@dataclass(frozen=True)
class Record:
    """One build: what decided the image, the stat data that its files had, and the image that it made.

    `earlier` are the ids of the images that the builds before it made, the latest first. It counts only while the tag points to the image.
    """

    fingerprint: str
    inputs: InputValues
    stat_data: InputValues
    image: ImageFacts
    earlier: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, document: Any) -> Record:
        """Return the record that `to_json` wrote. Raises KeyError, TypeError or ValueError for anything else."""
        if not isinstance(document["fingerprint"], str):
            raise TypeError("fingerprint")
        for kinds in (document["inputs"], document["stat_data"]):
            if not isinstance(kinds, dict) or not all(isinstance(names, dict) for names in kinds.values()):
                raise TypeError("inputs or stat_data")
        if not isinstance(document["earlier"], list):
            raise TypeError("earlier")
        image = ImageFacts.of(document["image"])
        return cls(
            document["fingerprint"], document["inputs"], document["stat_data"], image, document["earlier"]
        )

    def to_json(self) -> dict[str, Any]:
        """Return it as the state file holds it."""
        return {
            "fingerprint": self.fingerprint,
            "inputs": self.inputs,
            "stat_data": self.stat_data,
            "image": self.image.to_json(),
            "earlier": self.earlier,
        }
