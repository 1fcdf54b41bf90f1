# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter that completes the locations that nginx passes on."""

from __future__ import annotations

DOCUMENTATION = r"""
name: nginx_locations
short_description: Complete the locations that nginx passes on to backends
version_added: 1.0.0
author: sovd.prod_images contributors (@sovd)
description:
  - Turns variables of the role C(nginx_conf) into the locations that its template writes, each with its backend.
  - The role is its only caller.
options:
  _input:
    description: The variable O(sovd.prod_images.nginx_conf#role:main:nginx_conf_proxies).
    type: list
    elements: dictionary
    required: true
  api:
    description: The location of the API, or an empty text.
    type: string
    required: true
  websocket:
    description: The location of WebSockets, or an empty text.
    type: string
    required: true
  url:
    description: Where the backend is.
    type: string
    required: true
  host:
    description: The host that it is asked for, or an empty text.
    type: string
    required: true
  read_timeout:
    description: Time between two reads of an answer.
    type: string
    required: true
  websocket_timeout:
    description: The same for WebSockets.
    type: string
    required: true
  max_body_size:
    description: Size of the largest body of a request.
    type: string
    required: true
  space:
    description: What bodies of requests may take in files.
    type: string
    required: true
"""

EXAMPLES = r"""
- name: Show the locations of two backends
  ansible.builtin.debug:
    msg: >-
      {{ [{'path': '/graphql', 'exact': true, 'url': 'http://graph:4000'}]
         | sovd.prod_images.nginx_locations(
             api='/api/', websocket='', url='http://backend:8000', host='', read_timeout='60s', websocket_timeout='1h',
             max_body_size='1m', space='32m') }}
"""

RETURN = r"""
_value:
  description: The locations, each with all that the template writes.
  type: list
  elements: dictionary
"""

from dataclasses import asdict
from typing import Any, Callable, Mapping, Sequence

from ansible.errors import AnsibleFilterError


def nginx_locations(
    proxies: Sequence[Mapping[str, Any]], api: str, websocket: str, **common: object
) -> list[dict[str, Any]]:
    """Return the locations; raises AnsibleFilterError for variables that are incomplete or wrong."""
    from ..plugin_utils._nginx_locations import Common, locations
    from ..plugin_utils._types import plain

    try:
        shared = Common(**{name: str(value) for name, value in common.items()})
        found = locations(plain(proxies), str(api), str(websocket), shared)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise AnsibleFilterError(
            "nginx_locations: found no such variables as the role has: {0}".format(error)
        ) from error
    return [{**asdict(one), "upstream": one.backend.upstream, "scheme": one.backend.scheme} for one in found]


class FilterModule:
    """Ansible's entry point."""

    def filters(self) -> dict[str, Callable[..., list[dict[str, Any]]]]:
        """Return the filters by name."""
        return {"nginx_locations": nginx_locations}
