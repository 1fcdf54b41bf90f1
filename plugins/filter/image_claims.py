# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter that judges what the role image_verify observed."""

from __future__ import annotations

DOCUMENTATION = r"""
name: image_claims
short_description: Judge what was observed of an image and its container
version_added: 1.0.0
author: sovd.prod_images contributors (@sovd)
description:
  - Turns the observations of the role C(image_verify) into claims, all of them, whether they hold or not.
  - One cause is one broken claim. What cannot hold because another claim does not is listed as not judged.
  - It is pure, and the role is its only caller.
options:
  _input:
    description: What was observed.
    type: dictionary
    required: true
  expected:
    description: What is demanded, which is the role's variables without their prefix.
    type: dictionary
    required: true
"""

EXAMPLES = r"""
- name: Judge all claims
  ansible.builtin.set_fact:
    image_verify_result: "{{ observed | sovd.prod_images.image_claims(expected) }}"
"""

RETURN = r"""
_value:
  description:
    - The claims, each with C(claim), C(ok), C(found), C(expected), C(status) and C(findings).
    - C(ok) is false for what is C(broken) by C(status), and true for what C(holds), C(does not apply) or was
      C(not judged).
    - C(findings) has for each thing that breaks a claim C(what), and the C(variable) and the C(item) to add to it for
      one that is meant, which C(advice) says in a sentence.
  type: list
  elements: dictionary
"""

from typing import Any, Callable

from ansible.errors import AnsibleFilterError

from ..module_utils._buildkit._errors import ImageError


def image_claims(observed: dict[str, Any], expected: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the claims; raises AnsibleFilterError for observations that are incomplete."""
    from ..module_utils._verify._claims import judge
    from ..module_utils._verify._contract import read_contract

    try:
        return [claim.to_json() for claim in judge(observed, read_contract(expected))]
    except ImageError as error:
        raise AnsibleFilterError("image_claims: {0}".format(error)) from error
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise AnsibleFilterError("image_claims: the observations lack {0}".format(error)) from error


class FilterModule:
    """Ansible's entry point."""

    def filters(self) -> dict[str, Callable[..., list[dict[str, Any]]]]:
        """Return the filters by name."""
        return {"image_claims": image_claims}
