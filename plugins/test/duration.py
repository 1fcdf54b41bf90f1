# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The test duration."""

from __future__ import annotations

DOCUMENTATION = r"""
name: duration
short_description: Whether a text is a duration as Docker reads it
version_added: 1.0.0
author: sovd.prod_images contributors (@sovd)
description:
  - A duration of the language Go, which is what the health check of a Dockerfile takes.
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
      - good is sovd.prod_images.duration
      - bad is not sovd.prod_images.duration
  vars:
    good: '1m30s'
    bad: '5 minutes'
"""

RETURN = r"""
_value:
  description: Whether it is.
  type: boolean
"""

from typing import Callable

from ..plugin_utils._grammar._docker import DURATION


class TestModule:
    """Ansible's entry point."""

    def tests(self) -> dict[str, Callable[[object], bool]]:
        """Return the tests by name."""
        return {"duration": DURATION.test}
