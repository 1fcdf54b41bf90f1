# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the variables of the role nginx_conf about headers have to be."""

from __future__ import annotations

import re
from typing import Any, Iterator, Mapping

from .._grammar import _nginx as nginx
from .._grammar._http import CSP_DIRECTIVE, CSP_SOURCE, HEADER_NAME, QUOTED_HEADER_VALUE
from .._role import Values
from .._rule import Lists, Mappings, Number, Pairs, Rule, Text
from .shared import SWITCH

# Headers that would be sent twice, by what sets them.
_RESERVED = {
    "content-security-policy": "nginx_conf_csp",
    "content-security-policy-report-only": "nginx_conf_csp_reported",
    "strict-transport-security": "nginx_conf_hsts_max_age",
    "cache-control": "nginx_conf_cache_other",
}
_YEAR = 31536000  # seconds; https://hstspreload.org demands it
_POLICY = Pairs(CSP_DIRECTIVE, Lists(Text(CSP_SOURCE)))
_HEADERS = Pairs(HEADER_NAME, Text(QUOTED_HEADER_VALUE))
_POLICIES = ("nginx_conf_csp", "nginx_conf_extra_csp", "nginx_conf_csp_reported")
# https://www.w3.org/TR/CSP3/#allow-all-inline: what makes a browser ignore 'unsafe-inline'.
_INSTEAD_OF_INLINE = re.compile("'(?:sha(?:256|384|512)-|nonce-|strict-dynamic')")
_OF_CODE = re.compile("'(?:unsafe-inline|unsafe-eval|unsafe-hashes|strict-dynamic|wasm-unsafe-eval|nonce-.*|sha.*)'")
_CODE = re.compile("(?:default|script|style)-src(?:-elem|-attr)?")

RULES: Mapping[str, Rule] = {
    "nginx_conf_headers": _HEADERS,
    "nginx_conf_extra_headers": _HEADERS,
    "nginx_conf_headers_by_path": Pairs(nginx.ASKED_PATH, Mappings(_HEADERS)),
    "nginx_conf_hsts_max_age": Number("a number of seconds", 0, 2**31 - 1),
    "nginx_conf_hsts_include_subdomains": SWITCH,
    "nginx_conf_hsts_preload": SWITCH,
    "nginx_conf_csp": _POLICY,
    "nginx_conf_extra_csp": _POLICY,
    "nginx_conf_csp_by_path": Pairs(nginx.ASKED_PATH, Mappings(_POLICY)),
    "nginx_conf_csp_report_only": SWITCH,
    "nginx_conf_csp_reported": _POLICY,
    "nginx_conf_inline_hashes": Text(nginx.PATH_BELOW_ROOT, empty=True),
}


def _of_every_path(values: Values) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for variable in ("nginx_conf_headers", "nginx_conf_extra_headers"):
        yield variable, values[variable]
    for path, headers in values["nginx_conf_headers_by_path"].items():
        yield "nginx_conf_headers_by_path.{0}".format(path), headers


def _are_not_reserved(values: Values) -> Iterator[str]:
    for where, headers in _of_every_path(values):
        for name in headers:
            instead = _RESERVED.get(name.lower())
            if instead:
                yield "{0}.{1}: found a header that would be sent twice, expected it in {2}".format(
                    where, name, instead
                )


def _have_one_spelling(values: Values) -> Iterator[str]:
    spelled: dict[str, str] = {}
    for where, headers in _of_every_path(values):
        if len({name.lower() for name in headers}) < len(headers):
            yield "{0}: found a header in two spellings, expected one of them; it would be sent twice".format(where)
            continue
        for name in headers:
            first = spelled.setdefault(name.lower(), name)
            if first != name:
                yield "{0}.{1}: found a second spelling, expected {2}; it would be sent twice".format(
                    where, name, first
                )


def _preload_is_accepted(values: Values) -> Iterator[str]:
    if not values["nginx_conf_hsts_preload"]:
        return
    if not values["nginx_conf_hsts_include_subdomains"] or values["nginx_conf_hsts_max_age"] < _YEAR:
        yield (
            "nginx_conf_hsts_preload: found true, which browsers accept only with nginx_conf_hsts_include_subdomains "
            "true and nginx_conf_hsts_max_age of {0} or more"
        ).format(_YEAR)


def _only_one_policy_is_reported(values: Values) -> Iterator[str]:
    if values["nginx_conf_csp_report_only"] and values["nginx_conf_csp_reported"]:
        yield (
            "nginx_conf_csp_reported: found a policy, expected none with nginx_conf_csp_report_only, which reports "
            "nginx_conf_csp; set one of them"
        )


def _policies(values: Values) -> Iterator[tuple[str, Mapping[str, list[str]]]]:
    for variable in _POLICIES:
        yield variable, values[variable]
    for path, policy in values["nginx_conf_csp_by_path"].items():
        yield "nginx_conf_csp_by_path.{0}".format(path), policy


def _sources_have_an_effect(values: Values) -> Iterator[str]:
    whole = {**values["nginx_conf_csp"]}
    for where, policy in _policies(values):
        for directive, sources in policy.items():
            name = "{0}.{1}".format(where, directive)
            together = sources + (whole.get(directive, []) if where == "nginx_conf_extra_csp" else [])
            yield from _idle_sources(name, directive, sources, together)


def _idle_sources(name: str, directive: str, sources: list[str], together: list[str]) -> Iterator[str]:
    lowered = [source.lower() for source in sources]
    if "'none'" in lowered and len(sources) > 1:
        yield "{0}: found 'none' beside other sources, which browsers then ignore, expected it alone".format(name)
    instead = [source for source in together if _INSTEAD_OF_INLINE.match(source.lower())]
    if "'unsafe-inline'" in lowered and instead:
        yield (
            "{0}: found 'unsafe-inline' beside {1}, for which browsers ignore it, expected one of the two; give the "
            "whole list of {2} in nginx_conf_csp"
        ).format(name, instead[0], directive)
    for source in sources:
        if _OF_CODE.match(source.lower()) and not _CODE.fullmatch(directive):
            yield "{0}: found {1}, which has an effect on scripts and styles only, expected a source".format(
                name, source
            )


ACROSS = (
    _are_not_reserved,
    _have_one_spelling,
    _preload_is_accepted,
    _only_one_policy_is_reported,
    _sources_have_an_effect,
)
