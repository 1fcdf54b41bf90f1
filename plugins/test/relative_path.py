# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The test relative_path."""

from __future__ import annotations

DOCUMENTATION = r"""
name: relative_path
short_description: Whether a text is a path inside a folder
version_added: 1.0.0
author: sovd.prod_images contributors (@sovd)
description:
  - A path without a leading slash, and no part of which begins with a dot.
  - What is no text is none.
options:
  _input:
    description: The value.
    type: raw
    required: true
"""

EXAMPLES = r"""
- name: Show what passes and what does not
  ansible.builtin.assert:
    that:
      - good is sovd.prod_images.relative_path
      - bad is not sovd.prod_images.relative_path
  vars:
    good: 'src/app'
    bad: '../app'
"""

RETURN = r"""
_value:
  description: Whether it is.
  type: boolean
"""

from typing import Callable

from ..plugin_utils._grammar._system import RELATIVE_PATH


class TestModule:
    """Ansible's entry point."""

    def tests(self) -> dict[str, Callable[[object], bool]]:
        """Return the tests by name."""
        return {"relative_path": RELATIVE_PATH.test}
