# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a registry was given, or in check mode would be; no I/O (private to the collection)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Written:
    """What was written to a registry, and why."""

    papers: dict[str, str] = field(default_factory=dict)  # digests by name, which for one platform is the kind
    tags: dict[str, str | None] = field(default_factory=dict)  # those that were written, with what they held before
    reasons: list[dict[str, Any]] = field(default_factory=list)

    def add(self, kind: str, name: str, before: str | None, after: str | None) -> None:
        """Say that something was, or has to be, written."""
        self.reasons.append({"kind": kind, "name": name, "before": before, "after": after})

    def difference(self, place: str) -> dict[str, str]:
        """Return what Ansible shows by --diff of the repository at `place`."""

        def text(side: str) -> str:
            return "".join("{0}: {1}\n".format(reason["name"], reason[side] or "") for reason in self.reasons)

        return {"before": text("before"), "after": text("after"), "before_header": place, "after_header": place}
