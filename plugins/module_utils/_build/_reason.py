# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why an image is built or pushed; no I/O (private to the collection)."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, replace


@dataclass(frozen=True)
class Reason:
    """One difference: its `kind`, the `name` of what differs, and its value `before` and `after`, None for none."""

    kind: str
    name: str
    before: str | None = None
    after: str | None = None

    def shortened(self) -> Reason:
        """Return it with the digests of whole files instead of their texts, which diff mode shows."""
        if self.kind != "dockerfile":
            return self
        return replace(self, before=_digest(self.before), after=_digest(self.after))

    def to_json(self) -> dict[str, str | None]:
        """Return it as the module documents it."""
        return asdict(self)


def _digest(text: str | None) -> str | None:
    return text and hashlib.sha256(text.encode()).hexdigest()
