# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Claims about secrets in layers, environment and history; no I/O (private to the collection)."""

from __future__ import annotations

import re
from typing import Any, Iterator, Match

from ._claim import Claim, Finding, none_of
from ._contract import Contract
from ._named_values import command_logins, is_literal, is_secret_name, named_in_command, named_inside
from ._secret_search import Found, find_secrets

_SHOWN = 60  # characters of a step before a secret
_VARIABLES = "image_verify_secret_variables_allowed"


def secret_claims(
    image: dict[str, Any], contents: dict[str, Any], history: list[str], contract: Contract
) -> list[Claim]:
    """Return what is said of secrets. `history` has the last step first, as the engine gives it."""
    known = len(contents.get("known_secrets", []))
    return [
        none_of(
            "no secret in the layers",
            [_in_layer(secret) for secret in contents["secrets"]],
            "{0} that packages publish for their tests and documentation".format(known) if known else "",
        ),
        none_of("no secret in the environment", _in_environment(image["env"], contract)),
        none_of("no secret in the history", _in_history(history, image["env"], contract)),
    ]


def quoted(pattern: str) -> str:
    """Return a regular expression as YAML takes it as a text."""
    return "'{0}'".format(pattern.replace("'", "''"))


def pattern_of(text: str) -> str:
    """Return an expression that matches `text`, without what the play's output would double: a backslash, a quote."""

    def escape(found: Match[str]) -> str:
        return "." if found.group() in '"\\^\n[]' else "[{0}]".format(found.group())

    return re.sub(r"[\"\\^\n\[\].+*?(){}|$]", escape, text)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _in_layer(secret: dict[str, Any]) -> Finding:
    what = "{kind} in {path} of layer {layer}".format(**secret)
    return Finding(what, "image_verify_secret_allowed", quoted("^{0}$".format(pattern_of(secret["path"]))))


def _in_environment(env: dict[str, str], contract: Contract) -> Iterator[Finding]:
    for name, value in env.items():
        if name in contract.secret_variables_allowed:
            continue
        kind = _kind_of(name, value, contract)
        if kind:
            yield Finding("{0} ({1})".format(name, kind), _VARIABLES, name)


def _kind_of(name: str, value: str, contract: Contract) -> str:
    """Return what makes the value of a variable a secret, or an empty text."""
    text = _bytes(value)
    for found in find_secrets(text):
        return found.kind
    if any(re.search(pattern, value) for pattern in contract.secret_patterns):
        return "a pattern of yours"
    for inner in named_inside(text):
        return "{0} in it".format(inner)
    if not is_literal(text) or name.upper().endswith("_FILE"):
        return ""
    named = is_secret_name(name) or any(re.search(pattern, name) for pattern in contract.secret_variables)
    return "by its name" if named else ""


def _in_history(history: list[str], env: dict[str, str], contract: Contract) -> Iterator[Finding]:
    """Yield each secret once, where it comes first; what the environment has is told there."""
    told = set(env.items())
    for number, line in enumerate(reversed(history), start=1):
        values = []
        for name, value in named_in_command(_bytes(line)):
            written = value.decode("utf-8", "surrogateescape")
            if name in contract.secret_variables_allowed:
                values.append(value)
            elif _kind_of(name, written, contract):
                values.append(value)
                if (name, written) not in told:
                    told.add((name, written))
                    yield Finding("{0} in step {1}".format(name, number), _VARIABLES, name)
        yield from _unnamed(line, number, values, told, contract)


def _unnamed(
    line: str, number: int, values: list[bytes], told: set[tuple[str, str]], contract: Contract
) -> Iterator[Finding]:
    text = _bytes(line)
    found = sorted([*find_secrets(text), *command_logins(text)], key=lambda each: each.start)
    for pattern in contract.secret_patterns:
        for match in re.finditer(pattern, line):
            found.append(Found("a pattern of yours", _bytes(match.group()), len(_bytes(line[: match.start()]))))
    end = 0
    for each in found:
        key = ("", each.value.decode("utf-8", "replace"))
        before = text[max(end, each.start - _SHOWN) : each.start].decode("utf-8", "replace")
        for value in values:  # another secret on the line is not shown
            before = before.rpartition(value.decode("utf-8", "replace"))[2] if value else before
        end = each.start + len(each.value)
        if key in told or any(each.value in value for value in values) or _is_allowed(line, each, contract):
            continue
        told.add(key)
        what = "{0} in step {1}, behind {2!r}".format(each.kind, number, before)
        yield Finding(what, "image_verify_secret_steps_allowed", quoted(pattern_of(before) or "^"))


def _is_allowed(line: str, found: Found, contract: Contract) -> bool:
    start = len(_bytes(line)[: found.start].decode("utf-8", "surrogateescape"))
    return any(
        match.start() <= start <= match.end()
        for pattern in contract.secret_steps_allowed
        for match in re.finditer(pattern, line)
    )
