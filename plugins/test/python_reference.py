# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The test python_reference."""

from __future__ import annotations

DOCUMENTATION = r"""
name: python_reference
short_description: Whether a text names a variable of a Python module
version_added: 1.0.0
author: sovd.prod_images contributors (@sovd)
description:
  - A module and a variable of it with a colon between, as ASGI and WSGI servers take it.
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
      - good is sovd.prod_images.python_reference
      - bad is not sovd.prod_images.python_reference
  vars:
    good: 'app.main:app'
    bad: 'app/main.py'
"""

RETURN = r"""
_value:
  description: Whether it is.
  type: boolean
"""

from typing import Callable

from ..plugin_utils._grammar._system import PYTHON_REFERENCE


class TestModule:
    """Ansible's entry point."""

    def tests(self) -> dict[str, Callable[[object], bool]]:
        """Return the tests by name."""
        return {"python_reference": PYTHON_REFERENCE.test}
