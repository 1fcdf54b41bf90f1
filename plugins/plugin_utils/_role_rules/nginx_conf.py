# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the variables of the role nginx_conf have to be."""

from __future__ import annotations

from typing import Iterator

from .._grammar import _nginx as nginx
from .._grammar._http import (
    CSP_DIRECTIVE,
    CSP_SOURCE,
    HEADER_NAME,
    HEADER_VALUE,
    MEDIA_TYPE,
    ORIGIN,
    TRUSTED_NETWORK,
)
from .._grammar._system import FILE_EXTENSION, PATH
from .._role import RoleRules, Values
from .._rule import Each, Lists, Mappings, Number, Pairs, Text
from .shared import CHOICES, PORT, SWITCH

_OLDEST = "1.22.0"
RESOLVES_SINCE = "1.27.3"
# What nginx_conf_server_directives may hold, by the version that first reads it.
SINCE = {
    "http3": "1.25.0",
    "http2": "1.25.1",
    "proxy_pass_trailers": "1.27.2",
    "keepalive_min_timeout": "1.27.4",
    "early_hints": "1.29.0",
    "add_header_inherit": "1.29.3",
    "add_trailer_inherit": "1.29.3",
}
# Headers that would be sent twice, by what sets them.
_RESERVED = {
    "content-security-policy": "nginx_conf_csp",
    "content-security-policy-report-only": "nginx_conf_csp_report_only",
    "strict-transport-security": "nginx_conf_hsts_max_age",
    "cache-control": "nginx_conf_cache_other",
}
_COUNT = 2**31 - 1
_POLICY = Pairs(CSP_DIRECTIVE, Lists(Text(CSP_SOURCE)))
_TIME = Text(nginx.TIME)


def _number(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def _dest_is_named_where_it_is_written(values: Values) -> Iterator[str]:
    if values.source.get("writes_dest") and not values["nginx_conf_dest"]:
        yield "nginx_conf_dest: found '', expected a file on the target, such as /etc/nginx/conf.d/default.conf"


def _version_is_supported(values: Values) -> Iterator[str]:
    version = values["nginx_conf_nginx_version"]
    if _number(version) < _number(_OLDEST):
        yield "nginx_conf_nginx_version: found {0!r}, expected {1} or newer".format(version, _OLDEST)


def _version_reads_the_upstream(values: Values) -> Iterator[str]:
    version = values["nginx_conf_nginx_version"]
    if values["nginx_conf_upstream"] == "resolve" and _number(version) < _number(RESOLVES_SINCE):
        yield (
            "nginx_conf_upstream: found 'resolve', which nginx reads from {0} on, expected 'auto' or 'variable' with "
            "nginx_conf_nginx_version {1!r}"
        ).format(RESOLVES_SINCE, version)


def _version_reads_the_directives(values: Values) -> Iterator[str]:
    version = values["nginx_conf_nginx_version"]
    for number, directive in enumerate(values["nginx_conf_server_directives"]):
        since = SINCE.get(directive.split(" ")[0])
        if since and _number(version) < _number(since):
            yield (
                "nginx_conf_server_directives[{0}]: found {1!r}, which nginx reads from {2} on, expected what "
                "nginx_conf_nginx_version {3!r} reads; leave it out or raise the version"
            ).format(number, directive, since, version)


def _directives_add_no_header(values: Values) -> Iterator[str]:
    for number, directive in enumerate(values["nginx_conf_server_directives"]):
        if directive.split(" ")[0] == "add_header":
            yield (
                "nginx_conf_server_directives[{0}]: found {1!r}, expected no add_header; name the header in "
                "nginx_conf_extra_headers"
            ).format(number, directive)


def _headers_are_not_reserved(values: Values) -> Iterator[str]:
    for variable in ("nginx_conf_headers", "nginx_conf_extra_headers"):
        for name in values[variable]:
            instead = _RESERVED.get(name.lower())
            if instead:
                yield "{0}.{1}: found a header that would be sent twice, expected it in {2}".format(
                    variable, name, instead
                )


def _headers_have_one_spelling(values: Values) -> Iterator[str]:
    spelled = {name.lower(): name for name in values["nginx_conf_headers"]}
    if len(spelled) < len(values["nginx_conf_headers"]):
        yield "nginx_conf_headers: found a header in two spellings, expected one of them; it would be sent twice"
    for name in values["nginx_conf_extra_headers"]:
        first = spelled.setdefault(name.lower(), name)
        if first != name:
            yield (
                "nginx_conf_extra_headers.{0}: found a second spelling, expected {1}; it would be sent twice"
            ).format(name, first)


RULES = RoleRules(
    rules={
        "nginx_conf_dest": Text(PATH, empty=True),
        "nginx_conf_nginx_version": Text(nginx.VERSION),
        "nginx_conf_upstream": CHOICES,
        "nginx_conf_port": PORT,
        "nginx_conf_ipv6": SWITCH,
        "nginx_conf_server_names": Each(Text(nginx.SERVER_NAME), what="name; '_' is any"),
        "nginx_conf_root": Text(nginx.PATH),
        "nginx_conf_server_directives": Each(Text(nginx.DIRECTIVE)),
        "nginx_conf_assets_location": Text(nginx.LOCATION),
        "nginx_conf_health_location": Text(nginx.PATH_BELOW_ROOT),
        "nginx_conf_api_location": Text(nginx.LOCATION, empty=True),
        "nginx_conf_websocket_location": Text(nginx.LOCATION, empty=True),
        "nginx_conf_backend_url": Text(ORIGIN),
        "nginx_conf_backend_ca_file": Text(nginx.PATH),
        "nginx_conf_backend_keepalive": Number("a number of connections", 1, 65535),
        "nginx_conf_backend_keepalive_timeout": _TIME,
        "nginx_conf_connect_timeout": _TIME,
        "nginx_conf_read_timeout": _TIME,
        "nginx_conf_websocket_timeout": _TIME,
        "nginx_conf_resolver": Text(nginx.NAME_SERVERS),
        "nginx_conf_resolver_valid": Text(nginx.TIME_IN_SECONDS),
        "nginx_conf_resolver_ipv6": SWITCH,
        "nginx_conf_trusted_proxies": Each(Text(TRUSTED_NETWORK)),
        "nginx_conf_real_ip_header": Text(HEADER_NAME),
        "nginx_conf_cleared_request_headers": Each(Text(HEADER_NAME)),
        "nginx_conf_headers": Pairs(HEADER_NAME, Text(HEADER_VALUE)),
        "nginx_conf_extra_headers": Pairs(HEADER_NAME, Text(HEADER_VALUE)),
        "nginx_conf_hsts_max_age": Number("a number of seconds", 0, _COUNT),
        "nginx_conf_csp": _POLICY,
        "nginx_conf_extra_csp": _POLICY,
        "nginx_conf_csp_by_path": Pairs(nginx.PATH, Mappings(_POLICY)),
        "nginx_conf_csp_report_only": SWITCH,
        "nginx_conf_cache_assets": Text(HEADER_VALUE),
        "nginx_conf_cache_html": Text(HEADER_VALUE),
        "nginx_conf_cache_other": Text(HEADER_VALUE),
        "nginx_conf_gzip_types": Each(Text(MEDIA_TYPE)),
        "nginx_conf_gzip_level": Number("a level", 1, 9),
        "nginx_conf_gzip_min_length": Number("a number of bytes", 0, _COUNT),
        "nginx_conf_gzip_backend": SWITCH,
        "nginx_conf_mime_types": Pairs(MEDIA_TYPE, Lists(Text(FILE_EXTENSION))),
        "nginx_conf_open_file_cache": Number("a number of files", 0, _COUNT),
        "nginx_conf_client_max_body_size": Text(nginx.SIZE),
        "nginx_conf_client_timeout": _TIME,
        "nginx_conf_keepalive_timeout": _TIME,
        "nginx_conf_rate_limit": Text(nginx.RATE, empty=True),
        "nginx_conf_rate_limit_burst": Number("a number of requests", 1, _COUNT),
        "nginx_conf_access_log": Text(nginx.ACCESS_LOG),
    },
    across=(
        _dest_is_named_where_it_is_written,
        _version_is_supported,
        _version_reads_the_upstream,
        _version_reads_the_directives,
        _directives_add_no_header,
        _headers_are_not_reserved,
        _headers_have_one_spelling,
    ),
    results=frozenset({"nginx_conf_text"}),
)
