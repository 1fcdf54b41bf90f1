# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The test nginx_time."""

from __future__ import annotations

DOCUMENTATION = r"""
name: nginx_time
short_description: Whether a text is a time as nginx reads it
version_added: 1.0.0
author: sovd.prod_images contributors (@sovd)
description:
  - A time with a resolution of milliseconds. Unlike a duration of Docker it may have days and weeks, and no fraction.
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
      - good is sovd.prod_images.nginx_time
      - bad is not sovd.prod_images.nginx_time
  vars:
    good: '1m30s'
    bad: '1.5h'
"""

RETURN = r"""
_value:
  description: Whether it is.
  type: boolean
"""

from typing import Callable

from ..plugin_utils._grammar._nginx import TIME


class TestModule:
    """Ansible's entry point."""

    def tests(self) -> dict[str, Callable[[object], bool]]:
        """Return the tests by name."""
        return {"nginx_time": TIME.test}
