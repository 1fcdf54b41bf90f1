# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The URLs that the ADD instructions of a Dockerfile fetch; no I/O (private to the collection).

https://docs.docker.com/reference/dockerfile/#add
"""

from __future__ import annotations

import json
import re
from typing import Callable, Container, Mapping

from ._dockerfile import escape_of, instructions, split_flags
from ._words import BadWordError, expand, raw_words

_URL = re.compile(r"(?:https?|git|ssh)://|git@")
_GIT = re.compile(r"(?:git|ssh)://|git@|https?://[^#?]*\.git/?(?:[#?]|\Z)")


def is_url(text: str) -> bool:
    """Tell whether BuildKit fetches `text`, as a file or with git."""
    return bool(_URL.match(text))


def is_git(url: str) -> bool:
    """Tell whether BuildKit fetches the URL with git."""
    return bool(_GIT.match(url))


def may_add_urls(text: str) -> bool:
    """Tell whether a Dockerfile could add something by an URL, without reading it closely."""
    return bool(re.search(r"(?im)^\s*ADD\b", text)) and ("://" in text or "git@" in text or "$" in text)


def added_urls(
    text: str, stages: Container[int], build_args: Mapping[str, str], predefined: Callable[[str], str | None]
) -> tuple[set[str], set[str]]:
    """Return the URLs that the `stages`, by number, add without a checksum, and those with unknown variables.

    `predefined` gives the value of a variable that BuildKit has by itself, such as `TARGETARCH`, which ARG declares.
    Unknown is what neither the Dockerfile nor the build arguments tell, such as a variable of a base image.
    """
    reader = _Reader(escape_of(text), build_args, predefined)
    for _line, instruction, arguments in instructions(text):
        reader.read(instruction, arguments, stages)
    return reader.urls, reader.unknown


class _Reader:
    """The variables at one place of a Dockerfile, and what was added up to it."""

    def __init__(self, escape: str, build_args: Mapping[str, str], predefined: Callable[[str], str | None]) -> None:
        self.urls: set[str] = set()
        self.unknown: set[str] = set()
        self._escape = escape
        self._build_args = build_args
        self._predefined = predefined
        self._of_stages: dict[str, dict[str, str]] = {}
        self._global: dict[str, str] = {}
        self._values = self._global
        self._stage = -1

    def read(self, instruction: str, arguments: str, stages: Container[int]) -> None:
        if instruction == "FROM":
            self._begin_stage(split_flags(arguments, self._escape)[1].split())
        elif instruction == "ARG":
            for word in raw_words(arguments):
                self._declare(*word.partition("=")[::2], has_default="=" in word)
        elif instruction == "ENV" and "=" in arguments.partition(" ")[0]:
            self._set(*(word.partition("=")[::2] for word in raw_words(arguments)))
        elif instruction == "ENV":
            name, _blank, value = arguments.partition(" ")
            self._set((name, value.strip()))
        elif instruction == "ADD" and self._stage in stages:
            self._add(*split_flags(arguments, self._escape))

    def _begin_stage(self, words: list[str]) -> None:
        self._stage += 1
        base = (self._expand(words[0], self._global) or "").lower() if words else ""
        self._values = dict(self._of_stages.get(base, {}))
        if len(words) == 3:
            self._of_stages[words[2].lower()] = self._values

    def _set(self, *pairs: tuple[str, str]) -> None:
        """Set variables, each expanded by what they were before the instruction."""
        values = [(name, self._expand(word)) for name, word in pairs]
        for name, value in values:
            self._values.pop(name, None)
            self._values.update({name: value} if value is not None else {})

    def _declare(self, name: str, default: str, has_default: bool) -> None:
        own = self._expand(default) if has_default else self._global.get(name) or self._predefined(name)
        value = self._build_args.get(name, own)
        if has_default:
            self._values.pop(name, None)
        if value is not None:
            self._values[name] = value

    def _add(self, flags: list[str], words: str) -> None:
        if any(flag.startswith("--checksum=") for flag in flags):
            return
        for word in _sources(words):
            url = self._expand(word)
            if url is None:
                self.unknown.update([word] if is_url(word) else [])
            elif is_url(url):
                self.urls.add(url)

    def _expand(self, word: str, values: Mapping[str, str] | None = None) -> str | None:
        """Return a word with its variables replaced, or None where one of them is not known here."""
        known = self._values if values is None else values
        lacking = []

        def get(name: str, _unset_matters: bool) -> str | None:
            if name not in known:
                lacking.append(name)
            return known.get(name)

        try:
            expanded = expand(word, get, self._escape)
        except BadWordError:
            return None
        return None if lacking else expanded


def _sources(words: str) -> list[str]:
    try:
        listed = json.loads(words) if words.startswith("[") else None
    except ValueError:
        listed = None
    return listed[:-1] if isinstance(listed, list) else raw_words(words)[:-1]
