# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The test byte_size."""

from __future__ import annotations

DOCUMENTATION = r"""
name: byte_size
short_description: Whether a text is a number of bytes
version_added: 1.0.0
author: sovd.prod_images contributors (@sovd)
description:
  - A size as the options of this collection take it, in powers of 1000 (MB) or 1024 (MiB).
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
      - good is sovd.prod_images.byte_size
      - bad is not sovd.prod_images.byte_size
  vars:
    good: '500 MB'
    bad: '500 elephants'
"""

RETURN = r"""
_value:
  description: Whether it is.
  type: boolean
"""

from typing import Callable

from ..plugin_utils._grammar._docker import BYTE_SIZE


class TestModule:
    """Ansible's entry point."""

    def tests(self) -> dict[str, Callable[[object], bool]]:
        """Return the tests by name."""
        return {"byte_size": BYTE_SIZE.test}
