# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The test ip_network."""

from __future__ import annotations

DOCUMENTATION = r"""
name: ip_network
short_description: Whether a text is an address or a network
version_added: 1.0.0
author: sovd.prod_images contributors (@sovd)
description:
  - IPv4 or IPv6, with or without the length of its prefix.
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
      - good is sovd.prod_images.ip_network
      - bad is not sovd.prod_images.ip_network
  vars:
    good: '10.0.0.0/8'
    bad: '10.0.0.0/33'
"""

RETURN = r"""
_value:
  description: Whether it is.
  type: boolean
"""

from typing import Callable

from ..plugin_utils._grammar._http import IP_NETWORK


class TestModule:
    """Ansible's entry point."""

    def tests(self) -> dict[str, Callable[[object], bool]]:
        """Return the tests by name."""
        return {"ip_network": IP_NETWORK.test}
