# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The test regular_expression."""

from __future__ import annotations

DOCUMENTATION = r"""
name: regular_expression
short_description: Whether a text is a regular expression
version_added: 1.0.0
author: sovd.prod_images contributors (@sovd)
description:
  - An expression that Python compiles.
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
      - good is sovd.prod_images.regular_expression
      - bad is not sovd.prod_images.regular_expression
  vars:
    good: '^/run/secrets/'
    bad: '*.key'
"""

RETURN = r"""
_value:
  description: Whether it is.
  type: boolean
"""

from typing import Callable

from ..plugin_utils._grammar._system import REGULAR_EXPRESSION


class TestModule:
    """Ansible's entry point."""

    def tests(self) -> dict[str, Callable[[object], bool]]:
        """Return the tests by name."""
        return {"regular_expression": REGULAR_EXPRESSION.test}
