# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules that only read say of check and diff mode."""

from __future__ import annotations


class ModuleDocFragment:
    """Documentation only."""

    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    support: full
    description: Changes nothing, so check mode makes no difference.
  diff_mode:
    support: none
    description: Changes nothing.
"""
