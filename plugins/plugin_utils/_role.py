# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All that is wrong with the variables of a role."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import Any, Callable, Iterator, Mapping

from ._rule import Rule
from ._types import plain, settled, type_problems

Across = Callable[["Values"], Iterator[str]]


class UnsoundError(Exception):
    """A rule over several variables asked for one that is wrong by itself, or was not given."""


class Values(dict[str, Any]):
    """The values that are right by themselves, of their declared types, and what is known of the source."""

    def __init__(self, values: Mapping[str, Any], source: Mapping[str, Any]) -> None:
        """Keep the values; `source` is what a task found out."""
        super().__init__(values)
        self.source = source

    def __missing__(self, name: str) -> Any:
        """Give up the rule that asks."""
        raise UnsoundError(name)


@dataclass(frozen=True)
class RoleRules:
    """The rules on each variable of a role and those over several, and what else carries the role's prefix."""

    rules: Mapping[str, Rule]
    across: tuple[Across, ...] = ()
    results: frozenset[str] = field(default_factory=frozenset)


def find_problems(
    role: str, rules: RoleRules, options: Mapping[str, Any], given: Mapping[str, Any], source: Mapping[str, Any]
) -> list[str]:
    """Return a message for each thing that is wrong with the variables `given` to `role`, by its spec and rules."""
    messages = list(_misspelled(role, rules, options, given))
    sound = {}
    for name, option in options.items():
        if name not in given:
            continue
        value = plain(given[name])
        wrong = list(type_problems(name, value, option))
        if not wrong:
            value = settled(value, option)
            wrong = list(rules.rules[name].problems(name, value))
        if wrong:
            messages += wrong
        else:
            sound[name] = value
    values = Values(sound, source)
    for rule in rules.across:
        try:
            messages += list(rule(values))
        except UnsoundError:
            continue
    return messages


def _misspelled(role: str, rules: RoleRules, options: Mapping[str, Any], given: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted(given):
        if name in options or name in rules.results:
            continue
        near = difflib.get_close_matches(name, list(options), n=1, cutoff=0.0)
        yield "{0}: found no such variable of the role {1}, expected one of its own; did you mean {2}?".format(
            name, role, near[0]
        )
