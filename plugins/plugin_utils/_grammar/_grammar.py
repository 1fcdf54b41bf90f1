# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a grammar is: what it expects, in words, and whether a text is that."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Callable, Pattern

from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError


@dataclass(frozen=True)
class Grammar:
    """A set of texts. `expected` finishes the sentence that begins with "expected", with an example."""

    expected: str
    accepts: Callable[[str], bool]

    def test(self, value: object) -> bool:
        """Return whether `value` is a text of this grammar; this is what a test plugin asks."""
        return isinstance(value, str) and self.accepts(str(value))


def grammar(expected: str, pattern: str) -> Grammar:
    """Return the grammar of the texts that `pattern` matches as a whole."""
    compiled: Pattern[str] = re.compile(r"(?:{0})\Z".format(pattern), re.ASCII)
    return Grammar(expected, lambda text: compiled.match(text) is not None)


def parsed_by(parse: Callable[[str, str], object]) -> Callable[[str], bool]:
    """Return whether a module's own parser takes a text."""

    def accepts(text: str) -> bool:
        try:
            parse(text, "")
        except ImageError:
            return False
        return True

    return accepts


def union(expected: str, *grammars: Grammar) -> Grammar:
    """Return the grammar of the texts that any of the `grammars` accepts."""
    return Grammar(expected, lambda text: any(each.accepts(text) for each in grammars))
