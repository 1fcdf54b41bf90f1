# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The headers of every answer as maps and directives of nginx: by path, and by what the backend sends."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Iterator, Mapping

from ._stricter_header import DEFAULT, Map, strictest

ByPath = Mapping[str, Mapping[str, object]]
# The path that the client asked for: $uri is /index.html once a route was sent the page.
PATH_ASKED = "$path_asked"


@dataclass(frozen=True)
class SentHeaders:
    """What nginx.conf says about headers: its maps, what each header is, and which of the backend's it replaces."""

    maps: tuple[Map, ...]
    headers: tuple[tuple[str, str], ...]
    replaced: tuple[str, ...]

    def with_header(self, name: str, value: str, maps: tuple[Map, ...], proxies: bool) -> SentHeaders:
        """Return these and one more, which replaces the backend's where there `proxies` to one."""
        replaced = (*self.replaced, name) if proxies else self.replaced
        return SentHeaders(self.maps + maps, (*self.headers, (name, value)), replaced)


def quoted(text: str) -> str:
    """Return `text` as one word of nginx.conf, in which it still finds variables."""
    return '"{0}"'.format(re.sub(r'(["\\])', r"\\\1", text))


def quoted_key(text: str) -> str:
    """Return a key of a map. nginx takes a backslash away only before a quote or another one."""
    if text == DEFAULT:
        return text
    return '"{0}"'.format(text.replace("\\\\", "\\\\\\\\").replace('"', '\\"'))


def path_key(path: str) -> str:
    """Return the key of a map for all paths that begin with `path`."""
    return "~^{0}".format(re.sub(r"([.?*+^$(){}|\[\]\\])", r"\\\1", path))


def text_of(value: object) -> str:
    """Return the text of a header: `value`, or of the lists of sources by directive of a policy."""
    if not isinstance(value, Mapping):
        return str(value)
    # 'none' counts only alone, so what is added to it takes its place.
    lists = ((name, [each for each in sources if each != "'none'"] or sources) for name, sources in value.items())
    return "; ".join(" ".join([name, *sources]) for name, sources in lists)


def sent_headers(headers: Mapping[str, object], by_path: ByPath, proxies: bool) -> SentHeaders:
    """Return the headers: `headers` everywhere, others by the beginning of the path, the longest first.

    With `proxies`, the backend sends headers, too: where both have one, nothing weaker than either goes out.
    """
    names: dict[str, str] = {}
    for name in (name for values in (headers, *by_path.values()) for name in values):
        names.setdefault(name.lower(), name)
    maps: list[Map] = []
    sent: list[tuple[str, str]] = []
    for key, name in names.items():
        own = dict(_own_by_path(key, headers, by_path))
        if any(own.values()):
            made, value = _one(name, own, proxies)
            maps += made
            sent.append((name, value))
    return SentHeaders(tuple(maps), tuple(sent), tuple(name for name, _value in sent) if proxies else ())


def _own_by_path(key: str, headers: Mapping[str, object], by_path: ByPath) -> Iterator[tuple[str, str]]:
    lowered = {name.lower(): text_of(value) for name, value in headers.items()}
    yield DEFAULT, lowered.get(key, "")
    for path in sorted(by_path, key=len, reverse=True):
        for name, value in by_path[path].items():
            if name.lower() == key:
                yield path_key(path), text_of(value)


def _one(name: str, own: Mapping[str, str], proxies: bool) -> tuple[list[Map], str]:
    """Return the maps of one header and what it is, which is a variable where there are maps."""
    variable = "$header_{0}".format(name.lower().replace("-", "_"))
    values = list(dict.fromkeys(own.values()))
    maps: list[Map] = []
    sent = dict(zip(values, values))
    for number, value in enumerate(values if proxies else ()):
        needed, sent[value] = strictest(name, value, variable if len(values) == 1 else _numbered(variable, number))
        maps += [one for one in needed if one not in maps]
    if len(own) == 1:
        return maps, sent[values[0]]
    maps.append(Map(PATH_ASKED, variable, tuple((path, sent[value]) for path, value in own.items())))
    return maps, variable


def _numbered(variable: str, number: int) -> str:
    return "{0}_{1}".format(variable, number)
