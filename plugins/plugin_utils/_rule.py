# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules on a value, which name it, what was found and what is expected."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Iterator, Mapping, Protocol

from ._grammar._grammar import Grammar
from ._types import hidden, shown, text_problem


class Rule(Protocol):
    """What a value has to be, beyond its type."""

    def problems(self, name: str, value: Any) -> Iterator[str]:
        """Yield each thing that is wrong with `value`, which the user knows as `name`."""


@dataclass(frozen=True)
class NoRule:
    """The reason why a variable needs none: whatever has its type is right."""

    reason: str

    def problems(self, name: str, value: Any) -> Iterator[str]:
        """Yield nothing."""
        del name, value
        yield from ()


@dataclass(frozen=True)
class Text:
    """A text of a grammar. One that may be `empty` says so; one that is `secret` is never shown."""

    grammar: Grammar
    empty: bool = False
    secret: bool = False

    def problems(self, name: str, value: Any) -> Iterator[str]:
        """Yield what is wrong with the text, or with what is none."""
        problem = text_problem(name, value, self.secret)
        if problem:
            yield problem
        elif not (self.empty and value == "") and not self.grammar.accepts(str(value)):
            yield "{0}: found {1}, expected {2}{3}".format(
                name,
                hidden(value) if self.secret else shown(str(value)),
                self.grammar.expected,
                "; leave it empty for none" if self.empty else "",
            )


@dataclass(frozen=True)
class Value:
    """What becomes the text of a variable or label: a text of a grammar, a whole number, or a boolean."""

    grammar: Grammar

    def problems(self, name: str, value: Any) -> Iterator[str]:
        """Yield what is wrong with the value, whose text would be another one than the user wrote."""
        if value is None:
            yield "{0}: found nothing (null), expected a text; write '' for an empty one, or leave it out".format(name)
        elif not isinstance(value, bool):
            yield from Text(self.grammar).problems(name, value)


@dataclass(frozen=True)
class Number:
    """A whole number from `low` to `high`; `what` names it, such as a port."""

    what: str
    low: int
    high: int

    def problems(self, name: str, value: Any) -> Iterator[str]:
        """Yield what is wrong with a number that is out of the range."""
        if not self.low <= value <= self.high:
            yield "{0}: found {1}, expected {2} from {3} to {4}".format(name, value, self.what, self.low, self.high)


@dataclass(frozen=True)
class Each:
    """A list whose items keep a rule; `what` names what there must be at least one of."""

    rule: Rule
    what: str = ""

    def problems(self, name: str, value: Any) -> Iterator[str]:
        """Yield what is wrong with the list and its items."""
        if self.what and not value:
            yield "{0}: found an empty list, expected at least one {1}".format(name, self.what)
        for number, item in enumerate(value):
            yield from self.rule.problems("{0}[{1}]".format(name, number), item)


@dataclass(frozen=True)
class Pairs:
    """A mapping whose names and values keep a rule each."""

    names: Grammar
    values: Rule

    def problems(self, name: str, value: Any) -> Iterator[str]:
        """Yield what is wrong with each name and value."""
        for key, item in value.items():
            inner = "{0}.{1}".format(name, key)
            if not self.names.test(key):
                yield "{0}: found the name {1}, expected {2}".format(inner, shown(key), self.names.expected)
            else:
                yield from self.values.problems(inner, item)


@dataclass(frozen=True)
class Lists:
    """A list that is the value of a mapping, whose type no argument spec can declare."""

    rule: Rule

    def problems(self, name: str, value: Any) -> Iterator[str]:
        """Yield what is wrong with the list and its items."""
        if not isinstance(value, list):
            advice = "; write [{0!r}] for a list of one".format(value) if isinstance(value, str) else ""
            yield "{0}: found {1}, expected a list{2}".format(name, shown(value), advice)
        else:
            yield from Each(self.rule).problems(name, value)


@dataclass(frozen=True)
class Mappings:
    """A mapping that is the value of a mapping."""

    rule: Rule

    def problems(self, name: str, value: Any) -> Iterator[str]:
        """Yield what is wrong with the mapping and what is in it."""
        if not isinstance(value, Mapping):
            yield "{0}: found {1}, expected a mapping of names to values".format(name, hidden(value))
        else:
            yield from self.rule.problems(name, value)


@dataclass(frozen=True)
class Fields:
    """A mapping of options, each with a rule of its own; those that are not given are not judged."""

    rules: Mapping[str, Rule] = field(default_factory=dict)

    def problems(self, name: str, value: Any) -> Iterator[str]:
        """Yield what is wrong with each option that is given."""
        for key, rule in self.rules.items():
            if value.get(key) is not None:
                yield from rule.problems("{0}.{1}".format(name, key), value[key])
