# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter that makes the health check of a backend's image of the variables of its role."""

from __future__ import annotations

DOCUMENTATION = r"""
name: health_check
short_description: Make the health check of a backend's image
version_added: 1.0.0
author: sovd.prod_images contributors (@sovd)
description:
  - Turns variables of the role C(backend_image) into the command of the health check, or into the reason to have none.
  - The role is its only caller.
options:
  _input:
    description:
      - The variables C(server), C(command), C(port), C(health_none), C(health_command), C(health_scheme),
        C(health_path), C(health_headers), C(health_statuses) and C(health_timeout) by these names.
    type: dictionary
    required: true
"""

EXAMPLES = r"""
- name: Show the command of the health check
  ansible.builtin.debug:
    msg: "{{ (settings | sovd.prod_images.health_check).command }}"
"""

RETURN = r"""
_value:
  description:
    - C(command), the words of the command; C(reason), why there is none, or an empty text; C(listens), whether the
      container has a port; C(policy), what the module image_build is to demand; C(labels), what tells the gate the
      reason.
  type: dictionary
"""

from dataclasses import asdict
from typing import Any, Callable, Mapping

from ansible.errors import AnsibleFilterError

from ..module_utils._buildkit._errors import ImageError


def health_check(variables: Mapping[str, Any]) -> dict[str, Any]:
    """Return the health check; raises AnsibleFilterError for variables that are incomplete or wrong."""
    from ..plugin_utils import _health_check as checks
    from ..plugin_utils._types import plain

    try:
        check = checks.health_check(plain(variables))
    except (ImageError, KeyError, TypeError) as error:
        raise AnsibleFilterError("health_check: found no such variables as the role has: {0}".format(error)) from error
    return {**asdict(check), "policy": check.policy, "labels": check.labels}


class FilterModule:
    """Ansible's entry point."""

    def filters(self) -> dict[str, Callable[..., dict[str, Any]]]:
        """Return the filters by name."""
        return {"health_check": health_check}
