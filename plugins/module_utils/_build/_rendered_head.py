# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The head by which a file is known as one that this collection rendered; no I/O (private to the collection)."""

from __future__ import annotations

import re

MARK = "# Rendered by sovd.prod_images"
_HEAD_LINES = 5  # a `# syntax=` line may stand before it
_ROLE = re.compile(r"\broles/(\w+)/templates/")
_PLACES = {"nginx_conf": "nginx_conf_dest"}


def is_rendered(text: str) -> bool:
    """Return whether the first lines of `text` say that this collection rendered it."""
    return any(line.startswith(MARK) for line in _head(text))


def place_of(text: str) -> str:
    """Return the variable that puts the rendered `text` elsewhere, by the role that its head names, or nothing."""
    found = _ROLE.search("\n".join(_head(text)))
    return _PLACES.get(found.group(1), found.group(1) + "_render_dir") if found else ""


def _head(text: str) -> list[str]:
    return text.split("\n", _HEAD_LINES)[:_HEAD_LINES]
