# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The test package_name."""

from __future__ import annotations

DOCUMENTATION = r"""
name: package_name
short_description: Whether a text is the name of a Debian package
version_added: 1.0.0
author: sovd.prod_images contributors (@sovd)
description:
  - A name as apt-get install takes it, which an architecture, a version or a release may follow.
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
      - good is sovd.prod_images.package_name
      - bad is not sovd.prod_images.package_name
  vars:
    good: 'libpq5'
    bad: 'tini; id'
"""

RETURN = r"""
_value:
  description: Whether it is.
  type: boolean
"""

from typing import Callable

from ..plugin_utils._grammar._system import PACKAGE_NAME


class TestModule:
    """Ansible's entry point."""

    def tests(self) -> dict[str, Callable[[object], bool]]:
        """Return the tests by name."""
        return {"package_name": PACKAGE_NAME.test}
