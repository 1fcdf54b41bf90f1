# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of text as lines that align; no I/O (private to the collection)."""

from __future__ import annotations


def align_rows(rows: list[tuple[str, ...]]) -> list[str]:
    """Return a line for each of `rows`, which all have as many cells as the first, with columns of equal width."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]
