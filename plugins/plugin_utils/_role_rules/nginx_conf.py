# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the variables of the role nginx_conf have to be."""

from __future__ import annotations

from typing import Iterator

from ansible.module_utils.parsing.convert_bool import boolean

from .._grammar import _nginx as nginx
from .._grammar._http import HEADER_NAME, HEADER_VALUE, MEDIA_TYPE, ORIGIN, TRUSTED_NETWORK
from .._grammar._system import FILE_EXTENSION, PATH
from .._role import RoleRules, Values
from .._rule import Each, Fields, Lists, Number, Pairs, Text
from . import nginx_headers
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
_COUNT = 2**31 - 1
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


def _proxies_have_paths_of_their_own(values: Values) -> Iterator[str]:
    names = ("nginx_conf_health_location", "nginx_conf_api_location", "nginx_conf_websocket_location")
    taken = {values[name]: name for name in names if values[name]}
    for number, proxy in enumerate(values["nginx_conf_proxies"]):
        name = "nginx_conf_proxies[{0}]".format(number)
        first = taken.setdefault(proxy["path"], name)
        if first != name:
            yield "{0}.path: found {1!r}, which {2} has, expected another path".format(name, proxy["path"], first)


def _proxies_are_locations(values: Values) -> Iterator[str]:
    for number, proxy in enumerate(values["nginx_conf_proxies"]):
        name, exact = "nginx_conf_proxies[{0}]".format(number), boolean(proxy.get("exact") or False)
        if not exact and not nginx.LOCATION.accepts(proxy["path"]):
            yield "{0}.path: found {1!r}, expected {2}; set exact for this one path alone".format(
                name, proxy["path"], nginx.LOCATION.expected
            )
        if proxy["path"] == "/":
            yield "{0}.path: found '/', expected a part of the site; the page itself is there".format(name)
        if exact and boolean(proxy.get("strip") or False):
            yield "{0}.strip: found it with exact, expected one of the two; nothing would be left of the path".format(
                name
            )


def _https_is_told_by_somebody(values: Values) -> Iterator[str]:
    if values["nginx_conf_force_https"] and not values["nginx_conf_trusted_proxies"]:
        yield (
            "nginx_conf_force_https: found true, expected nginx_conf_trusted_proxies to name the balancer that tells "
            "how a client came"
        )


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
        "nginx_conf_assets_locations": Each(Text(nginx.LOCATION)),
        "nginx_conf_base_path": Text(nginx.LOCATION),
        "nginx_conf_pages": CHOICES,
        "nginx_conf_trailing_slash": CHOICES,
        "nginx_conf_not_found_page": Text(nginx.PATH_BELOW_ROOT, empty=True),
        "nginx_conf_file_extensions": Each(Text(FILE_EXTENSION), what="ending of a name"),
        "nginx_conf_never_page": Each(Text(nginx.PATH_BELOW_ROOT)),
        "nginx_conf_hashed_name": Text(nginx.REGULAR_EXPRESSION),
        "nginx_conf_health_location": Text(nginx.PATH_BELOW_ROOT),
        "nginx_conf_api_location": Text(nginx.LOCATION, empty=True),
        "nginx_conf_websocket_location": Text(nginx.LOCATION, empty=True),
        "nginx_conf_proxies": Each(
            Fields(
                {
                    "path": Text(nginx.PATH),
                    "exact": SWITCH,
                    "url": Text(ORIGIN, empty=True),
                    "websocket": SWITCH,
                    "host": Text(nginx.BACKEND_HOST, empty=True),
                    "strip": SWITCH,
                    "read_timeout": _TIME,
                    "connect_timeout": _TIME,
                    "buffering": SWITCH,
                    "max_body_size": Text(nginx.SIZE),
                }
            )
        ),
        "nginx_conf_backend_url": Text(ORIGIN),
        "nginx_conf_backend_host": Text(nginx.BACKEND_HOST, empty=True),
        "nginx_conf_backend_header_size": Text(nginx.SIZE),
        "nginx_conf_rewrite_redirects": SWITCH,
        "nginx_conf_forced_scheme": CHOICES,
        "nginx_conf_range_extensions": Each(Text(FILE_EXTENSION)),
        "nginx_conf_body_space": Text(nginx.SIZE),
        "nginx_conf_client_header_size": Text(nginx.SIZE),
        "nginx_conf_access_log_format": CHOICES,
        "nginx_conf_access_log_clients": SWITCH,
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
        "nginx_conf_force_https": SWITCH,
        "nginx_conf_maintenance_flag": Text(nginx.PATH, empty=True),
        "nginx_conf_maintenance_page": Text(nginx.PATH_BELOW_ROOT),
        "nginx_conf_maintenance_retry_after": Number("a number of seconds", 1, _COUNT),
        "nginx_conf_real_ip_header": Text(HEADER_NAME),
        "nginx_conf_cleared_request_headers": Each(Text(HEADER_NAME)),
        **nginx_headers.RULES,
        "nginx_conf_cache_assets": Text(HEADER_VALUE),
        "nginx_conf_cache_html": Text(HEADER_VALUE),
        "nginx_conf_cache_other": Text(HEADER_VALUE),
        "nginx_conf_gzip_types": Each(Text(MEDIA_TYPE)),
        "nginx_conf_gzip_level": Number("a level", 1, 9),
        "nginx_conf_gzip_min_length": Number("a number of bytes", 0, _COUNT),
        "nginx_conf_gzip_backend": SWITCH,
        "nginx_conf_mime_types": Pairs(MEDIA_TYPE, Lists(Text(FILE_EXTENSION))),
        "nginx_conf_open_file_cache": Number("a number of files", 0, _COUNT),
        "nginx_conf_runtime_files": Each(Text(nginx.PATH_BELOW_ROOT)),
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
        _https_is_told_by_somebody,
        *nginx_headers.ACROSS,
        _proxies_have_paths_of_their_own,
        _proxies_are_locations,
    ),
    results=frozenset({"nginx_conf_text"}),
)
