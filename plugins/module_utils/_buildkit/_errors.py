# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one exception that the modules of this collection turn into a failure (private to the collection)."""

from __future__ import annotations


class ImageError(Exception):
    """Something that the user has to know and can act on.

    The message names the option or the file, what was found and what to do.
    `details` (dict) are extra return values for the failed task.
    """

    def __init__(self, message: str, **details: object) -> None:
        super().__init__(message)
        self.details = details


class ImageGoneError(ImageError):
    """An image that the engine had when it was asked before is there no more: another task removed it."""
