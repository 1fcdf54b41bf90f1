# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The test http_origin."""

from __future__ import annotations

DOCUMENTATION = r"""
name: http_origin
short_description: Whether a text is the address of a server and nothing more
version_added: 1.0.0
author: sovd.prod_images contributors (@sovd)
description:
  - Scheme, host and port, without a path.
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
      - good is sovd.prod_images.http_origin
      - bad is not sovd.prod_images.http_origin
  vars:
    good: 'http://backend:8000'
    bad: 'http://backend:8000/api'
"""

RETURN = r"""
_value:
  description: Whether it is.
  type: boolean
"""

from typing import Callable

from ..plugin_utils._grammar._http import ORIGIN


class TestModule:
    """Ansible's entry point."""

    def tests(self) -> dict[str, Callable[[object], bool]]:
        """Return the tests by name."""
        return {"http_origin": ORIGIN.test}
