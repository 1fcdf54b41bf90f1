# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Strict-Transport-Security as maps of nginx: the longest time and all flags of the page and the backend.

Source: https://www.rfc-editor.org/rfc/rfc6797#section-6.1
"""

from __future__ import annotations

from ._stricter_header import DEFAULT, Map, source

HEADER = "Strict-Transport-Security"
VARIABLE = "$strict_transport_security"
# The variables of the container's environment that set them at run time.
SETTING = "HSTS_MAX_AGE"
_FLAGS = (
    ("includeSubDomains", "$hsts_subdomains", "HSTS_INCLUDE_SUBDOMAINS"),
    ("preload", "$hsts_preload", "HSTS_PRELOAD"),
)


def at_least(number: int) -> str:
    """Return a regular expression for the digits of `number` and of all that are greater, without leading zeros."""
    digits = str(number)
    ways = ["[1-9][0-9]{{{0},}}".format(len(digits)), digits]
    for place, digit in enumerate(digits):
        if digit != "9":
            rest = len(digits) - place - 1
            ways.append(
                "{0}[{1}-9]{2}".format(digits[:place], int(digit) + 1, "[0-9]{{{0}}}".format(rest) if rest else "")
            )
    return "|".join(ways)


def strict_transport(seconds: int, flags: frozenset[str], scheme: str, proxies: bool) -> tuple[Map, ...]:
    """Return the maps of VARIABLE: `seconds` and `flags` where the variable `scheme` says https; 0 is never.

    By http nobody may send it: https://www.rfc-editor.org/rfc/rfc6797#section-7.2.
    """
    backend = source(HEADER)
    if not proxies:
        ours = "".join("; {0}".format(flag) for flag, _variable, _setting in _FLAGS if flag in flags)
        sent = "max-age={0}{1}".format(seconds, ours) if seconds else ""
        return (Map(scheme, VARIABLE, ((DEFAULT, ""), ("https", sent)), SETTING),)
    longer = '~*max-age *= *"?0*(?<hsts_asked>{0})(?![0-9])'.format(at_least(seconds))
    maps = [Map(backend, "$hsts_seconds", ((DEFAULT, str(seconds)), (longer, "$hsts_asked")), SETTING)]
    for flag, variable, setting in _FLAGS:
        sent = "; {0}".format(flag)
        entries = ((DEFAULT, sent if flag in flags else ""), ("~*{0}".format(flag), sent))
        maps.append(Map(backend, variable, entries, setting))
    both = "max-age=$hsts_seconds{0}".format("".join(variable for _flag, variable, _setting in _FLAGS))
    entries = ((DEFAULT, ""), ("https", both)) if seconds else ((DEFAULT, backend), ("https", backend))
    return (*maps, Map(scheme, VARIABLE, entries, SETTING))
