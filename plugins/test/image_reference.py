# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The test image_reference."""

from __future__ import annotations

DOCUMENTATION = r"""
name: image_reference
short_description: Whether a text names an image
version_added: 1.0.0
author: sovd.prod_images contributors (@sovd)
description:
  - A name as Docker reads it, which a tag, a digest or both may follow.
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
      - good is sovd.prod_images.image_reference
      - bad is not sovd.prod_images.image_reference
  vars:
    good: 'python:3.11-slim'
    bad: 'python:3.11:slim'
"""

RETURN = r"""
_value:
  description: Whether it is.
  type: boolean
"""

from typing import Callable

from ..plugin_utils._grammar._docker import IMAGE_REFERENCE


class TestModule:
    """Ansible's entry point."""

    def tests(self) -> dict[str, Callable[[object], bool]]:
        """Return the tests by name."""
        return {"image_reference": IMAGE_REFERENCE.test}
