# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The test nginx_size."""

from __future__ import annotations

DOCUMENTATION = r"""
name: nginx_size
short_description: Whether a text is a size as nginx reads it
version_added: 1.0.0
author: sovd.prod_images contributors (@sovd)
description:
  - A number of bytes, or with k, m or g of 1024 to the power of 1 to 3.
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
      - good is sovd.prod_images.nginx_size
      - bad is not sovd.prod_images.nginx_size
  vars:
    good: '1m'
    bad: '1 MB'
"""

RETURN = r"""
_value:
  description: Whether it is.
  type: boolean
"""

from typing import Callable

from ..plugin_utils._grammar._nginx import SIZE


class TestModule:
    """Ansible's entry point."""

    def tests(self) -> dict[str, Callable[[object], bool]]:
        """Return the tests by name."""
        return {"nginx_size": SIZE.test}
