# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The test header_value."""

from __future__ import annotations

DOCUMENTATION = r"""
name: header_value
short_description: Whether a text can be the value of an HTTP header in nginx.conf
version_added: 1.0.0
author: sovd.prod_images contributors (@sovd)
description:
  - One line without double quotes and backslashes, which nginx would read as something else.
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
      - good is sovd.prod_images.header_value
      - bad is not sovd.prod_images.header_value
  vars:
    good: 'nosniff'
    bad: 'say "no"'
"""

RETURN = r"""
_value:
  description: Whether it is.
  type: boolean
"""

from typing import Callable

from ..plugin_utils._grammar._http import HEADER_VALUE


class TestModule:
    """Ansible's entry point."""

    def tests(self) -> dict[str, Callable[[object], bool]]:
        """Return the tests by name."""
        return {"header_value": HEADER_VALUE.test}
