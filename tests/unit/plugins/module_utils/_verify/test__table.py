# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of text as lines that align."""

from __future__ import annotations

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._table import align_rows


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        ([], []),
        ([("A", "B")], ["A  B"]),
        ([("A", "LONG"), ("wide", "x")], ["A     LONG", "wide  x"]),
        ([("A", "B"), ("x", "")], ["A  B", "x"]),
    ],
)
def test_columns_align(rows: list[tuple[str, ...]], lines: list[str]) -> None:
    assert align_rows(rows) == lines
