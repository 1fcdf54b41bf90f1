# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter that counts the bytes of a size."""

from __future__ import annotations

DOCUMENTATION = r"""
name: byte_count
short_description: Count the bytes that a size stands for
version_added: 1.0.0
author: sovd.prod_images contributors (@sovd)
description:
  - Reads a size as the options of this collection do, in powers of 1000 (MB) or 1024 (MiB).
options:
  _input:
    description: The size.
    type: string
    required: true
seealso:
  - plugin: sovd.prod_images.byte_size
    plugin_type: test
"""

EXAMPLES = r"""
- name: Show that 1 MiB is more than 1 MB
  ansible.builtin.assert:
    that: ('1 MiB' | sovd.prod_images.byte_count) > ('1 MB' | sovd.prod_images.byte_count)
"""

RETURN = r"""
_value:
  description: The number of bytes.
  type: integer
"""

from typing import Callable

from ansible.errors import AnsibleFilterError

from ..module_utils._buildkit._errors import ImageError
from ..module_utils._docker._byte_size import parse_size


def byte_count(size: str) -> int:
    """Return the bytes; raises AnsibleFilterError for what is no size."""
    try:
        return parse_size(str(size), "byte_count")
    except ImageError as error:
        raise AnsibleFilterError(str(error)) from error


class FilterModule:
    """Ansible's entry point."""

    def filters(self) -> dict[str, Callable[[str], int]]:
        """Return the filters by name."""
        return {"byte_count": byte_count}
