# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The locations that nginx passes on, and their backends: what the user wrote, completed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from ansible.module_utils.parsing.convert_bool import boolean

_UNITS = {"k": 1024, "m": 1024**2, "g": 1024**3}
# A body up to this size never goes to a file: client_body_buffer_size, with which nginx reads up to a quarter more.
_IN_MEMORY = 16 * 1024


@dataclass(frozen=True)
class Backend:
    """An upstream: its name in the file, and where it is, with a port, since it would take 80 for https, too."""

    upstream: str
    scheme: str
    host: str
    address: str
    pattern: str  # what a redirect to its own address has as host and port


@dataclass(frozen=True)
class Location:
    """One location; `pattern` matches its paths, `bodies_in_files` is how many bodies may lie in /tmp, 0: none."""

    name: str
    path: str
    pattern: str
    backend: Backend
    exact: bool
    websocket: bool
    strip: bool
    buffering: bool
    host: str
    tls_name: str
    read_timeout: str
    connect_timeout: str
    max_body_size: str
    bodies_in_files: int


@dataclass(frozen=True)
class Common:
    """What holds for a location that does not say otherwise; sizes and times as nginx reads them."""

    url: str
    host: str
    read_timeout: str
    websocket_timeout: str
    max_body_size: str
    space: str


def byte_count(size: object) -> int:
    """Return the bytes of a size of nginx, such as 16k."""
    text = str(size).lower()
    unit = _UNITS.get(text[-1:], 1)
    return int(text.rstrip("kmg")) * unit


def bodies_in_files(space: object, largest: object) -> int:
    """Return how many bodies fit into `space`; 0 where a body of the `largest` size, of which 0 is any, does not."""
    return byte_count(space) // max(byte_count(largest), _IN_MEMORY) if byte_count(largest) else 0


def backend_of(url: str, upstream: str) -> Backend:
    """Return the backend at an origin such as https://api.example."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    host = re.sub(r":[0-9]+$", "", parts.netloc)
    pattern = "{0}(?::{1})?".format(re.escape(host), port)
    return Backend(upstream, parts.scheme, host, "{0}:{1}".format(host, port), pattern)


def locations(proxies: Sequence[Mapping[str, Any]], api: str, websocket: str, common: Common) -> list[Location]:
    """Return the two that most applications have, where they are not empty, and those of the user."""
    usual: list[Mapping[str, Any]] = [
        {"path": api, "name": "api"},
        {"path": websocket, "name": "websocket", "websocket": True, "max_body_size": ""},
    ]
    numbered = [{**proxy, "name": "proxy_{0}".format(number)} for number, proxy in enumerate(proxies, 1)]
    wanted = [one for one in usual if one["path"]] + numbered
    urls = list(dict.fromkeys([common.url] + [one.get("url") or common.url for one in wanted]))
    backends = {
        url: backend_of(url, "backend_{0}".format(number) if number else "backend") for number, url in enumerate(urls)
    }
    return list(_completed(wanted, backends, common))


def _completed(
    wanted: Sequence[Mapping[str, Any]], backends: Mapping[str, Backend], common: Common
) -> Iterator[Location]:
    for one in wanted:
        backend = backends[one.get("url") or common.url]
        host = one.get("host") or (common.host if backend.upstream == "backend" else "")
        websocket, exact = _is_on(one, "websocket"), _is_on(one, "exact")
        largest = str(one.get("max_body_size") or "")
        yield Location(
            name=one["name"],
            path=one["path"],
            pattern=re.escape(one["path"]) + ("$" if exact else ""),
            backend=backend,
            exact=exact,
            websocket=websocket,
            strip=_is_on(one, "strip"),
            buffering=_is_on(one, "buffering"),
            host=host,
            tls_name=re.sub(r":[0-9]+$", "", host) or backend.host,
            read_timeout=str(
                one.get("read_timeout") or (common.websocket_timeout if websocket else common.read_timeout)
            ),
            connect_timeout=str(one.get("connect_timeout") or ""),
            max_body_size=largest,
            bodies_in_files=0 if websocket else bodies_in_files(common.space, largest or common.max_body_size),
        )


def _is_on(proxy: Mapping[str, Any], name: str) -> bool:
    return bool(boolean(proxy.get(name) or False))
