# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes out where the page and the backend both have a header: nothing that is weaker than either.

Sources: https://www.w3.org/TR/CSP3/#parse-response-csp (policies separated by commas are all enforced),
https://www.w3.org/TR/permissions-policy/ (of two members of one name the last counts), https://www.w3.org/TR/referrer-policy/,
https://html.spec.whatwg.org/#the-x-frame-options-header, https://fetch.spec.whatwg.org/#cross-origin-resource-policy-header
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Iterator, Tuple

# A key of nginx's map, beginning with ~ for a regular expression, and what the variable then is.
Entry = Tuple[str, str]
EMPTY, DEFAULT = "", "default"


@dataclass(frozen=True)
class Map:
    """One map of nginx: of its entries the first that fits counts. `setting` is what changes them at run time."""

    source: str
    variable: str
    entries: tuple[Entry, ...]
    setting: str = ""


# From the strictest on: how the backend's value is recognized, and how it is sent.
_ORDERS = {
    "x-frame-options": (("DENY", "DENY"), ("SAMEORIGIN", "SAMEORIGIN")),
    "x-content-type-options": (("nosniff", "nosniff"),),
    "x-xss-protection": (("1 *; *mode=block", "1; mode=block"), ("1", "1"), ("0", "0")),
    "x-permitted-cross-domain-policies": (("none", "none"), ("master-only", "master-only")),
    "x-download-options": (("noopen", "noopen"),),
    "x-dns-prefetch-control": (("off", "off"), ("on", "on")),
    "cross-origin-opener-policy": (
        ("same-origin", "same-origin"),
        ("noopener-allow-popups", "noopener-allow-popups"),
        ("same-origin-allow-popups", "same-origin-allow-popups"),
        ("unsafe-none", "unsafe-none"),
    ),
    "cross-origin-embedder-policy": (
        ("require-corp", "require-corp"),
        ("credentialless", "credentialless"),
        ("unsafe-none", "unsafe-none"),
    ),
    "cross-origin-resource-policy": (
        ("same-origin", "same-origin"),
        ("same-site", "same-site"),
        ("cross-origin", "cross-origin"),
    ),
    "origin-agent-cluster": (("[?]1", "?1"),),
}
# What of an address is told to the own origin, to others, and to others without https: 0 nothing, 1 the origin, 2 all.
_REFERRERS = {
    "no-referrer": (0, 0, 0),
    "same-origin": (2, 0, 0),
    "strict-origin": (1, 1, 0),
    "strict-origin-when-cross-origin": (2, 1, 0),
    "origin": (1, 1, 1),
    "origin-when-cross-origin": (2, 1, 1),
    "no-referrer-when-downgrade": (2, 2, 0),
    "unsafe-url": (2, 2, 2),
}
# Lists in which each member only takes away.
_JOINED = ("content-security-policy", "content-security-policy-report-only", "x-robots-tag")
# Browsers ignore the whole header where one member cannot be read, so only such values are joined.
_PERMISSIONS = r'~^(?:(?:^|, *)[a-z*][a-z0-9_.*-]*=(?:\*|self|\( *(?:(?:[a-z*]+|"[^"]*")(?: +|(?=\))))*\)) *)+$'


def source(name: str) -> str:
    """Return nginx's variable for what the backend sends under a header's `name`."""
    return "$upstream_http_{0}".format(name.lower().replace("-", "_"))


def strictest(name: str, own: str, variable: str) -> tuple[tuple[Map, ...], str]:
    """Return what goes out under a header's `name` where the page's own value is `own`, and the maps that it needs.

    Without maps it is `own`, whatever the backend sends. `variable` is free for one of the maps.
    """
    key = name.lower()
    if not own:
        return (), source(key)
    if key in _JOINED:
        more = "${0}_of_backend".format(key.replace("-", "_"))
        return (Map(source(key), more, ((DEFAULT, ", {0}".format(source(key))), (EMPTY, ""))),), own + more
    if key == "permissions-policy":
        return _by_feature(own, variable), variable
    entries = _entries(key, own)
    return ((Map(source(name), variable, tuple(entries)),), variable) if entries else ((), own)


def _entries(key: str, own: str) -> list[Entry]:
    if key in _ORDERS:
        return _by_order(key, own)
    if key == "referrer-policy":
        return _by_referrer(own)
    # Of what is not known here nothing is weaker or stricter. The backend knows its own answer.
    return [(DEFAULT, source(key)), (EMPTY, own)]


def _word(pattern: str) -> str:
    """Return the key for a value that stands in a list alone or among others; several lines are such a list."""
    return "~*(?:^|, *){0} *(?:[,;]|$)".format(pattern)


def _by_order(key: str, own: str) -> list[Entry]:
    order = _ORDERS[key]
    rank = len(order)
    for place, (pattern, _sent) in enumerate(order):
        if re.match("{0} *(?:;|$)".format(pattern), own, re.IGNORECASE):
            rank = place
            break
    stricter = [(_word(pattern), sent) for pattern, sent in order[:rank]]
    return [(DEFAULT, own), *stricter] if stricter else []


def _by_referrer(own: str) -> list[Entry]:
    words = [word.strip().lower() for word in own.split(",")]
    # Of a list the last that a browser knows counts.
    known = [word for word in words if word in _REFERRERS]
    tells = _REFERRERS[known[-1]] if known else (2, 2, 2)
    met: dict[str, list[str]] = {}
    for word, told in _REFERRERS.items():
        limit = tuple(map(min, tells, told))
        sent = _most_below(limit)
        if _REFERRERS[sent] != tells:
            met.setdefault(sent, []).append(word)
    stricter = [
        (_word(words[0] if len(words) == 1 else "(?:{0})".format("|".join(words))), sent) for sent, words in met.items()
    ]
    return [(DEFAULT, own), *stricter] if stricter else []


def _most_below(limit: tuple[int, ...]) -> str:
    """Return the policy that tells the most, but nothing beyond `limit`."""
    below = [word for word, told in _REFERRERS.items() if all(one <= most for one, most in zip(told, limit))]
    return max(below, key=lambda word: sum(_REFERRERS[word]))


def _by_feature(own: str, sent: str) -> tuple[Map, ...]:
    """Let the backend's members stand before the page's, since of two of one name the last counts."""
    members = [member.strip() for member in re.split(r",(?![^(]*\))", own) if member.strip()]
    upstream = source("permissions-policy")
    first = [member for member in members if member.endswith("=*")]
    last, features = [], []
    for member in members:
        feature, _equals, allowed = member.partition("=")
        if allowed == "()":
            last.append(member)
        elif allowed != "*":
            variable = "$permission_{0}".format(re.sub("[^a-z0-9]", "_", feature.lower()))
            last.append(variable)
            features.append(Map(upstream, variable, tuple(_met_grant(feature, allowed))))
    joined = ", ".join([*first, upstream, *last])
    return (*features, Map(upstream, sent, ((DEFAULT, own), (_PERMISSIONS, joined))))


def _met_grant(feature: str, allowed: str) -> Iterator[Entry]:
    """Yield what is left of the page's grant of a feature: all of it only where the backend does not narrow it."""
    named = "~(?:^|[ ,]){0}=".format(re.escape(feature))
    everybody = r"\*|\([^)]*\*[^)]*\)"
    itself = r"self(?:[ ,]|$)|\((?:[^)]* )?self(?: [^)]*)?\)"
    yield DEFAULT, "{0}={1}".format(feature, allowed)
    if "self" not in re.findall("[a-z]+", re.sub('"[^"]*"', "", allowed)):
        yield "{0}(?!{1}|{2}(?: *,|$))".format(named, everybody, re.escape(allowed)), "{0}=()".format(feature)
        return
    yield "{0}(?!{1}|{2})".format(named, everybody, itself), "{0}=()".format(feature)
    if allowed not in ("self", "(self)"):
        yield "{0}(?!{1}|{2}(?: *,|$))".format(named, everybody, re.escape(allowed)), "{0}=(self)".format(feature)
