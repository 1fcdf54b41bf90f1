# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The test media_type."""

from __future__ import annotations

DOCUMENTATION = r"""
name: media_type
short_description: Whether a text is a media type
version_added: 1.0.0
author: sovd.prod_images contributors (@sovd)
description:
  - Type and subtype, as the header Content-Type has them.
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
      - good is sovd.prod_images.media_type
      - bad is not sovd.prod_images.media_type
  vars:
    good: 'text/plain'
    bad: 'plain'
"""

RETURN = r"""
_value:
  description: Whether it is.
  type: boolean
"""

from typing import Callable

from ..plugin_utils._grammar._http import MEDIA_TYPE


class TestModule:
    """Ansible's entry point."""

    def tests(self) -> dict[str, Callable[[object], bool]]:
        """Return the tests by name."""
        return {"media_type": MEDIA_TYPE.test}
