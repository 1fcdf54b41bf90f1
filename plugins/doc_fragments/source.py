# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of the modules that look at the folder that an image is built from."""

from __future__ import annotations


class ModuleDocFragment:
    """Documentation only."""

    DOCUMENTATION = r"""
options:
  path:
    description: Folder of the project on the target.
    type: path
    required: true
  code:
    description: Files and folders in it, relative to it, of which RV(source.public) tells.
    type: list
    elements: str
    default: []
"""
