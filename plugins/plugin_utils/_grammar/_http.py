# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What HTTP and the network read."""

from __future__ import annotations

import ipaddress
import re

from ._grammar import Grammar, grammar


def _is_network(text: str) -> bool:
    try:
        return "%" not in text and bool(ipaddress.ip_network(text, strict=False))
    except ValueError:
        return False


def _is_narrow_network(text: str) -> bool:
    return _is_network(text) and ipaddress.ip_network(text, strict=False).prefixlen > 0


def _is_origin(text: str) -> bool:
    found = re.match(r"https?://([A-Za-z0-9._-]+|\[([0-9A-Fa-f:.]+)\])(?::([0-9]{1,5}))?\Z", text)
    if found is None or (found.group(2) and not _is_network(found.group(2))):
        return False
    return found.group(3) is None or 1 <= int(found.group(3)) <= 65535


def _is_forwarders(text: str) -> bool:
    return text == "*" or all(_is_forwarder(part.strip(" ")) for part in text.split(","))


def _is_forwarder(text: str) -> bool:
    """Return whether this is an address, or a network by its own: uvicorn believes nobody of 10.1.2.3/8."""
    try:
        return "%" not in text and bool(ipaddress.ip_network(text))
    except ValueError:
        return False


HTTP_PATH = grammar(
    "a path that begins with '/', which a query may follow, such as /health/ready", r"/[A-Za-z0-9._~/?=&%-]*"
)
REQUEST_TARGET = grammar("a path that begins with '/', which a query may follow, such as /api?page=1", "/[!-~]*")
HTTP_METHOD = grammar("an HTTP method, such as GET", "[A-Z]+")
HEADER_NAME = grammar("the name of a header: letters, digits and '-', such as X-Frame-Options", "[A-Za-z0-9-]+")
HEADER_VALUE = Grammar(
    "the value of a header on one line, without double quotes and backslashes",
    lambda text: not re.search(r'[\x00-\x08\x0a-\x1f\x7f"\\]', text),
)
QUOTED_HEADER_VALUE = Grammar(
    "the value of a header on one line, in which '$' begins the name of a variable of nginx",
    lambda text: not re.search(r"[\x00-\x08\x0a-\x1f\x7f]|\$(?![A-Za-z_0-9]|\{[A-Za-z_0-9]+\})", text),
)
HTTP_STATUS = grammar("a status such as 204, or all of a kind such as 2xx", "[1-5](?:[0-9][0-9]|xx)")
URL = grammar("an address with its scheme, such as https://git.example/team/app", r"[A-Za-z][A-Za-z0-9+.-]*:[^\s\"]+")
REPOSITORY_URL = grammar("the address of a repository, such as https://git.example/team/app", r"[^\s\"]*[/:][^\s\"]*")
API_BASE_URL = grammar("a path such as /api, or an http(s) address", r"(?:/|https?://)[^\s\"$]*")
ORIGIN = Grammar("scheme, host and port alone, without a path, such as http://backend:8000", _is_origin)
IP_NETWORK = Grammar("an address or network, such as 10.0.0.0/8 or 2001:db8::/32", _is_network)
TRUSTED_NETWORK = Grammar(
    "an address or network, such as 10.0.0.0/8, and not all of them, which would let any client forge its address",
    _is_narrow_network,
)
FORWARDERS = Grammar(
    "addresses, or networks by their own addresses, with commas between, such as '127.0.0.1, 10.0.0.0/8', or '*'",
    _is_forwarders,
)
MEDIA_TYPE = grammar(
    "a media type, such as text/plain", r"[A-Za-z0-9][A-Za-z0-9!#&^_.+-]*/[A-Za-z0-9*][A-Za-z0-9!#&^_.+-]*"
)
# Without its quotes a keyword is read as the name of a host.
_BARE_KEYWORDS = re.compile(
    "none|self|unsafe-inline|unsafe-eval|unsafe-hashes|strict-dynamic|wasm-unsafe-eval|report-sample"
)
CSP_DIRECTIVE = grammar("the name of a directive of a Content Security Policy, such as img-src", "[a-z]+(?:-[a-z]+)*")
CSP_SOURCE = Grammar(
    "one source of a Content Security Policy, keywords in single quotes, without ; , $ or blanks, such as 'self' or "
    "https://cdn.example",
    lambda text: bool(re.match(r"[^\s;,\"$\\]+\Z", text)) and not _BARE_KEYWORDS.fullmatch(text),
)
