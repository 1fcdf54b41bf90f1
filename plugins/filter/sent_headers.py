# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter that makes the headers of nginx.conf."""

from __future__ import annotations

DOCUMENTATION = r"""
name: sent_headers
short_description: Make maps and directives of nginx of the headers that every answer has
version_added: 1.0.0
author: sovd.prod_images contributors (@sovd)
description:
  - Where the page and the backend both have a header, nothing weaker than either goes out, in one line.
  - The role C(nginx_conf) is its only caller.
options:
  _input:
    description:
      - Values of headers by their names. An empty one leaves the header to the backend.
      - That of a Content Security Policy may be a mapping of directives to lists of sources.
    type: dictionary
    required: true
  by_path:
    description:
      - Other values by the beginning of the path, each a mapping of names to values.
    type: dictionary
    default: {}
  policy_by_path:
    description:
      - Other Content Security Policies by the beginning of the path.
    type: dictionary
    default: {}
  policy_header:
    description:
      - The header of these policies.
    type: string
    default: Content-Security-Policy
  inline:
    description:
      - Whether the policies get the variables of nginx that hold the hashes of a page's inline scripts and styles.
    type: bool
    default: false
  hsts:
    description:
      - Of C(Strict-Transport-Security) the C(seconds), the C(flags), and as C(scheme) the variable that tells it.
      - 0 seconds leave it out.
    type: dictionary
    default: {}
  proxies:
    description:
      - Whether there is a backend.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Show what nginx is told
  ansible.builtin.debug:
    msg: "{{ {'X-Frame-Options': 'SAMEORIGIN'} | sovd.prod_images.sent_headers(proxies=true) }}"
"""

RETURN = r"""
_value:
  description:
    - C(maps), each with C(source), C(variable), C(setting) and C(entries) of two words; C(headers), each a name and a
      word; C(replaced), the names whose lines of the backend are removed. Words are quoted as nginx reads them.
  type: dictionary
"""

from typing import Any, Callable, Mapping

from ansible.errors import AnsibleFilterError
from ansible.utils.display import Display

_EMBEDDER = "cross-origin-embedder-policy"
_BLOCKED = (
    "nginx_conf: the policy allows {source} in {directive}, but Cross-Origin-Embedder-Policy: {embedder} lets browsers "
    "block it unless it is sent with Cross-Origin-Resource-Policy: cross-origin; set Cross-Origin-Embedder-Policy in "
    "nginx_conf_extra_headers to '' where it is not"
)


def sent_headers(
    headers: Mapping[str, Any],
    *,
    by_path: Mapping[str, Any] | None = None,
    policy_by_path: Mapping[str, Any] | None = None,
    policy_header: str = "Content-Security-Policy",
    inline: bool = False,
    hsts: Mapping[str, Any] | None = None,
    proxies: bool = False,
) -> dict[str, Any]:
    """Return maps, headers and replaced names; raises AnsibleFilterError for what is no mapping."""
    from ..plugin_utils import _sent_headers as made
    from ..plugin_utils._embedder_policy import blocked
    from ..plugin_utils._strict_transport import HEADER, VARIABLE, strict_transport
    from ..plugin_utils._types import plain

    try:
        others: dict[str, dict[str, Any]] = {path: dict(values) for path, values in plain(by_path or {}).items()}
        for path, policy in plain(policy_by_path or {}).items():
            others.setdefault(path, {})[policy_header] = policy
        own = _with_inline(plain(headers)) if inline else plain(headers)
        of_paths = {path: _with_inline(values) if inline else values for path, values in others.items()}
        sent = made.sent_headers(own, of_paths, bool(proxies))
        if hsts:
            maps = strict_transport(int(hsts["seconds"]), frozenset(hsts["flags"]), str(hsts["scheme"]), bool(proxies))
            sent = sent.with_header(HEADER, VARIABLE, maps, bool(proxies))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise AnsibleFilterError("sent_headers: found no mapping of headers: {0}".format(error)) from error
    for policy in _policies(headers, others, policy_header):
        for directive, source in blocked(_embedder(headers), policy):
            Display().warning(_BLOCKED.format(embedder=_embedder(headers), directive=directive, source=source))
    return {
        "maps": [
            {
                "source": one.source,
                "variable": one.variable,
                "setting": one.setting,
                "entries": [[made.quoted_key(key), made.quoted(value)] for key, value in one.entries],
            }
            for one in sent.maps
        ],
        "headers": [[name, made.quoted(value)] for name, value in sent.headers],
        "replaced": list(sent.replaced),
    }


def _with_inline(headers: Mapping[str, Any]) -> dict[str, Any]:
    from ..plugin_utils._inline_sources import with_inline_sources

    return {name: with_inline_sources(one) if isinstance(one, Mapping) else one for name, one in headers.items()}


def _embedder(headers: Mapping[str, Any]) -> str:
    return next((str(value) for name, value in headers.items() if name.lower() == _EMBEDDER), "")


def _policies(
    headers: Mapping[str, Any], others: Mapping[str, Mapping[str, Any]], name: str
) -> list[Mapping[str, Any]]:
    found = [headers.get(name), *(values.get(name) for values in others.values())]
    return [policy for policy in found if isinstance(policy, Mapping)]


class FilterModule:
    """Ansible's entry point."""

    def filters(self) -> dict[str, Callable[..., dict[str, Any]]]:
        """Return the filters by name."""
        return {"sent_headers": sent_headers}
