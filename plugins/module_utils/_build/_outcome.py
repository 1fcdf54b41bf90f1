# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a build task found and did, as the module returns it; no I/O (private to the collection)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from .._buildkit._context import Ignored
from .._docker._facts import ImageFacts
from ._earlier_images import UntaggedImage
from ._excerpt import excerpts
from ._ignored_code import listed_ignored
from ._listed_reasons import ReasonCount
from ._reason import Reason

_MOST_WARNINGS = 100
_LONGEST_WARNING = 1000  # characters


@dataclass(frozen=True)
class Built:
    """What only a build knows."""

    image: ImageFacts
    tag_moved: bool
    total_steps: int
    cached_steps: int
    warnings: tuple[str, ...]
    untagged_image: UntaggedImage | None = None
    removed_images: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """The result of a task. `reasons` are those that are listed; `reason_counts` and `reasons_file` tell of the others.

    `diff` is Ansible's, `file_diffs` those of rendered files that are replaced.
    """

    changed: bool
    reasons: tuple[Reason, ...]
    fingerprint: str
    image: ImageFacts | None
    image_changed: bool | None
    rendered_files_current: bool
    total_steps: int
    cached_steps: int
    build_warnings: tuple[str, ...]
    log_file: str
    diff: dict[str, str]
    reason_counts: tuple[ReasonCount, ...] = ()
    reasons_file: str | None = None
    file_diffs: tuple[dict[str, str], ...] = ()
    ignored: tuple[Ignored, ...] = ()
    warnings: tuple[str, ...] = ()
    untagged_image: UntaggedImage | None = None
    removed_images: tuple[str, ...] = ()
    duration: float = 0.0

    def with_tags(self, reasons: tuple[Reason, ...]) -> Outcome:
        """Return it with the reasons why tags were given to an image that was not built."""
        texts = {side: self.diff[side] for side in ("before", "after")}
        for reason in reasons:
            texts["before"] += "tag {0}: {1}\n".format(reason.name, reason.after or "not there")
            texts["after"] += "tag {0}: {1}\n".format(reason.name, reason.before)
        return replace(self, changed=True, reasons=reasons, diff={**self.diff, **texts})

    def with_push(self, reason: Reason) -> Outcome:
        """Return it with the reason of a push, unless the image was built: what is built is pushed."""
        if self.reasons:
            return self
        sides = {"before": reason.before, "after": reason.after}
        lines = {
            side: "{0}push {1}: {2}\n".format(self.diff[side], reason.name, digest or "not there")
            for side, digest in sides.items()
        }
        return replace(self, reasons=(reason,), diff={**self.diff, **lines})

    def to_json(self) -> dict[str, Any]:
        """Return it as the module documents it."""
        result: dict[str, Any] = {
            "changed": self.changed,
            "reasons": [reason.to_json() for reason in self.reasons],
            "reason_counts": [count.to_json() for count in self.reason_counts],
            "reasons_file": self.reasons_file,
            "ignored": listed_ignored(self.ignored),
            "fingerprint": self.fingerprint,
            "image": self.image and self.image.to_json(),
            "image_changed": self.image_changed,
            "rendered_files_current": self.rendered_files_current,
            "steps": {"total": self.total_steps, "cached": self.cached_steps},
            "build_warnings": excerpts(self.build_warnings, _MOST_WARNINGS, _LONGEST_WARNING),
            "log_file": self.log_file,
            "untagged_image": self.untagged_image and self.untagged_image.to_json(),
            "removed_images": list(self.removed_images),
            "diff": [self.diff, *self.file_diffs] if self.file_diffs else self.diff,
            "duration": self.duration,
        }
        return {**result, "warnings": list(self.warnings)} if self.warnings else result
