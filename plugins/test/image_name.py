# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The test image_name."""

from __future__ import annotations

DOCUMENTATION = r"""
name: image_name
short_description: Whether a text is the name of an image
version_added: 1.0.0
author: sovd.prod_images contributors (@sovd)
description:
  - A name as Docker reads it, without tag or digest. Only the host of a registry may have upper-case letters.
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
      - good is sovd.prod_images.image_name
      - bad is not sovd.prod_images.image_name
  vars:
    good: 'registry.example/team/app'
    bad: 'team//app'
"""

RETURN = r"""
_value:
  description: Whether it is.
  type: boolean
"""

from typing import Callable

from ..plugin_utils._grammar._docker import IMAGE_NAME


class TestModule:
    """Ansible's entry point."""

    def tests(self) -> dict[str, Callable[[object], bool]]:
        """Return the tests by name."""
        return {"image_name": IMAGE_NAME.test}
