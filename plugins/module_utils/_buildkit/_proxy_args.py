# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The build arguments for proxies, which BuildKit hands to steps without counting them; no I/O (private).

https://docs.docker.com/reference/dockerfile/#predefined-args
"""

from __future__ import annotations

import re
from typing import Mapping
from urllib.parse import unquote, urlsplit

from ._dockerfile import instructions, split_instruction

_PROTOCOLS = ("HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY")
PROXY_ARGS = frozenset(_PROTOCOLS) | frozenset(name.lower() for name in _PROTOCOLS)


def declared_proxy_args(text: str) -> set[str]:
    """Return the arguments for proxies that count in a build of the Dockerfile `text`.

    These are the ones that a stage declares with ARG, and those that FROM, or an ARG before the first FROM, names as a
    variable.
    """
    found: set[str] = set()
    if "proxy" not in text.lower():
        return found
    in_stage = False
    for _line, instruction, arguments in instructions(text):
        if instruction == "ONBUILD":
            instruction, arguments = split_instruction(arguments)
        in_stage = in_stage or instruction == "FROM"
        if instruction == "FROM" or (instruction == "ARG" and not in_stage):
            found |= PROXY_ARGS.intersection(re.findall(r"\$\{?(\w+)", arguments))
        elif instruction == "ARG":
            found |= PROXY_ARGS.intersection(re.findall(r"\w+", arguments))
    return found


def proxy_secrets(build_args: Mapping[str, object]) -> set[str]:
    """Return the addresses of proxies, and the passwords in them as they are written and as they are meant.

    A host alone without a password, as in NO_PROXY, is left out, since it can stand in anything that a result tells.
    """
    found: set[str] = set()
    for name in PROXY_ARGS.intersection(build_args):
        address = str(build_args[name])
        found |= {address} if "://" in address else set()
        try:
            password = urlsplit(address if "//" in address else "//" + address).password
        except ValueError:
            continue
        if password:
            found |= {address, password, unquote(password)}
    return found
