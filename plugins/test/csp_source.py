# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The test csp_source."""

from __future__ import annotations

DOCUMENTATION = r"""
name: csp_source
short_description: Whether a text is one source of a Content Security Policy
version_added: 1.0.0
author: sovd.prod_images contributors (@sovd)
description:
  - A keyword in single quotes, a scheme or a host.
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
      - good is sovd.prod_images.csp_source
      - bad is not sovd.prod_images.csp_source
  vars:
    good: 'https://cdn.example'
    bad: 'self'
"""

RETURN = r"""
_value:
  description: Whether it is.
  type: boolean
"""

from typing import Callable

from ..plugin_utils._grammar._http import CSP_SOURCE


class TestModule:
    """Ansible's entry point."""

    def tests(self) -> dict[str, Callable[[object], bool]]:
        """Return the tests by name."""
        return {"csp_source": CSP_SOURCE.test}
