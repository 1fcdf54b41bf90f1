# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter that grades an image by Docker Scout's table."""

from __future__ import annotations

DOCUMENTATION = r"""
name: health_score
short_description: Grade an image by Docker Scout's published table, as far as it can be known
version_added: 1.0.0
author: sovd.prod_images contributors (@sovd)
description:
  - Gives the points of U(https://docs.docker.com/scout/policy/scores/) for what the role C(image_verify) found.
  - What no data is there for, such as vulnerabilities, is C(not evaluated), and the grade is a range because of it.
options:
  _input:
    description: The claims, as in the fact C(image_verify_result).
    type: list
    elements: dictionary
    required: true
  uid:
    description: UID of the image's C(USER), or nothing where its passwd file does not have it.
    type: integer
"""

EXAMPLES = r"""
- name: Show the grade
  ansible.builtin.debug:
    msg: "{{ (image_verify_result | sovd.prod_images.health_score(1001)).grade }}"
"""

RETURN = r"""
_value:
  description:
    - C(grade), a letter or a range such as C(D to A), C(points), C(not_evaluated) and C(total) points.
    - C(policies) has for each policy C(policy), C(points), C(status) (C(compliant), C(not compliant), C(not evaluated))
      and C(reason).
  type: dictionary
"""

from typing import Any, Callable

from ansible.errors import AnsibleFilterError


def health_score(claims: list[dict[str, Any]], uid: int | str | None = None) -> dict[str, Any]:
    """Return the score; raises AnsibleFilterError for something that is no list of claims."""
    from ..module_utils._verify._health_score import health_score as score

    try:
        return score(claims, None if uid in (None, "") else int(uid or 0))
    except (KeyError, TypeError, ValueError) as error:
        raise AnsibleFilterError("health_score: found {0!r}, expected claims and a UID".format(error)) from error


class FilterModule:
    """Ansible's entry point."""

    def filters(self) -> dict[str, Callable[..., dict[str, Any]]]:
        """Return the filters by name."""
        return {"health_score": health_score}
