# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What nginx reads. Its units differ from Docker's: https://nginx.org/en/docs/syntax.html."""

from __future__ import annotations

import re

from ._grammar import Grammar, grammar
from ._http import TRUSTED_NETWORK

# The order is nginx's, from most to least significant. Months and years need a resolution of seconds.
_MILLISECONDS = re.compile(
    r"(?:[0-9]{1,9}|(?=[0-9])(?:[0-9]{1,4}w)?(?:[0-9]{1,6}d)?(?:[0-9]{1,9}h)?(?:[0-9]{1,9}m)?"
    r"(?:[0-9]{1,9}s)?(?:[0-9]{1,9}ms)?)\Z",
    re.ASCII,
)
_SECONDS = re.compile(
    r"(?:[0-9]{1,9}|(?=[0-9])(?:[0-9]{1,3}y)?(?:[0-9]{1,3}M)?(?:[0-9]{1,4}w)?(?:[0-9]{1,6}d)?"
    r"(?:[0-9]{1,9}h)?(?:[0-9]{1,9}m)?(?:[0-9]{1,9}s)?)\Z",
    re.ASCII,
)

TIME = Grammar("a time of nginx in w, d, h, m, s and ms, such as 1m30s", lambda text: bool(_MILLISECONDS.match(text)))
TIME_IN_SECONDS = Grammar(
    "a time of nginx in whole seconds with y, M, w, d, h, m and s, such as 10s", lambda text: bool(_SECONDS.match(text))
)
_SIZE = re.compile(r"([0-9]{1,19})([kmg]?)\Z", re.ASCII | re.IGNORECASE)
_UNITS = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30}  # bytes


def _is_size(text: str) -> bool:
    """Tell whether nginx can keep it as a number of bytes, which has 64 bits and a sign."""
    found = _SIZE.match(text)
    return found is not None and int(found[1]) * _UNITS[found[2].lower()] < 1 << 63


SIZE = Grammar("a size of nginx in bytes, k, m or g, such as 1m", _is_size)
RATE = grammar("requests per second or minute, such as 20r/s", "[1-9][0-9]{0,8}r/[sm]")
SERVER_NAME = grammar(
    "a name of the server without blanks, quotes, ';', '$' and braces, such as app.example", r"[^\s;{}\"'$]+"
)
LOCATION = grammar("a location that begins and ends with '/', such as /api/", "/(?:[A-Za-z0-9._~/-]*/)?")
BACKEND_HOST = grammar("a host, which a port may follow, such as api.example", r"[A-Za-z0-9.-]+(?::[0-9]{1,5})?")
PATH = grammar("an absolute path of letters, digits, '.', '_', '~' and '-', such as /health", "/[A-Za-z0-9._~/-]*")
PATH_BELOW_ROOT = grammar(
    "a path other than '/', of letters, digits, '.', '_', '~' and '-', such as /health", "/[A-Za-z0-9._~/-]+"
)
ASKED_PATH = grammar(
    "a path as it is after decoding, that begins with '/' and has no '?', '#', '\"' and '\\', such as /embed/",
    r"/[^\x00-\x1f\x7f?#\"\\]*",
)
REGULAR_EXPRESSION = grammar("a regular expression without '\"' and line ends, such as -[0-9a-f]{8}[.]", r"[^\"\r\n]+")
ACCESS_LOG = grammar(
    "an absolute path or a syslog server, such as /dev/stdout", r"(?:/|syslog:)[A-Za-z0-9._~/:=,\[\]-]+"
)
VERSION = grammar("a version of three numbers in quotes, such as '1.27.3'", r"[0-9]+\.[0-9]+\.[0-9]+")
DIRECTIVE = grammar(
    "one directive with its values on one line, without a semicolon and braces, such as http2 on",
    r"[a-z][a-z0-9_]* [^;{}\r\n]+",
)
WORKER_PROCESSES = grammar("a number from 1 to 999 or auto", "auto|[1-9][0-9]{0,2}")
_NAME_SERVER = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|[A-Za-z0-9][A-Za-z0-9.-]*)(?::[0-9]{1,5})?\Z", re.ASCII)


def _is_name_server(text: str) -> bool:
    found = _NAME_SERVER.match(text)
    return found is not None and (found.group(1) is None or TRUSTED_NETWORK.accepts(found.group(1)))


NAME_SERVERS = Grammar(
    "the address of a name server, several with one blank between, IPv6 in brackets, such as 127.0.0.11 or [::1]:53",
    lambda text: all(_is_name_server(part) for part in text.split(" ")),
)
