# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The test header_name."""

from __future__ import annotations

DOCUMENTATION = r"""
name: header_name
short_description: Whether a text is the name of an HTTP header
version_added: 1.0.0
author: sovd.prod_images contributors (@sovd)
description:
  - A name of letters, digits and dashes.
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
      - good is sovd.prod_images.header_name
      - bad is not sovd.prod_images.header_name
  vars:
    good: 'X-Frame-Options'
    bad: 'X Frame Options'
"""

RETURN = r"""
_value:
  description: Whether it is.
  type: boolean
"""

from typing import Callable

from ..plugin_utils._grammar._http import HEADER_NAME


class TestModule:
    """Ansible's entry point."""

    def tests(self) -> dict[str, Callable[[object], bool]]:
        """Return the tests by name."""
        return {"header_name": HEADER_NAME.test}
