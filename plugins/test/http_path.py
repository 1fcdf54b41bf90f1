# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The test http_path."""

from __future__ import annotations

DOCUMENTATION = r"""
name: http_path
short_description: Whether a text is a path of an HTTP request
version_added: 1.0.0
author: sovd.prod_images contributors (@sovd)
description:
  - A path that begins with a slash, which a query may follow.
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
      - good is sovd.prod_images.http_path
      - bad is not sovd.prod_images.http_path
  vars:
    good: '/health/ready'
    bad: 'health'
"""

RETURN = r"""
_value:
  description: Whether it is.
  type: boolean
"""

from typing import Callable

from ..plugin_utils._grammar._http import HTTP_PATH


class TestModule:
    """Ansible's entry point."""

    def tests(self) -> dict[str, Callable[[object], bool]]:
        """Return the tests by name."""
        return {"http_path": HTTP_PATH.test}
