# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The test image_tag."""

from __future__ import annotations

DOCUMENTATION = r"""
name: image_tag
short_description: Whether a text is the tag of an image
version_added: 1.0.0
author: sovd.prod_images contributors (@sovd)
description:
  - A tag as Docker reads it.
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
      - good is sovd.prod_images.image_tag
      - bad is not sovd.prod_images.image_tag
  vars:
    good: '1.0-rc.1'
    bad: '.hidden'
"""

RETURN = r"""
_value:
  description: Whether it is.
  type: boolean
"""

from typing import Callable

from ..plugin_utils._grammar._docker import IMAGE_TAG


class TestModule:
    """Ansible's entry point."""

    def tests(self) -> dict[str, Callable[[object], bool]]:
        """Return the tests by name."""
        return {"image_tag": IMAGE_TAG.test}
