# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the values of options may be, and the texts that they become; no I/O (private to the collection).

Booleans and numbers become what Docker Compose and community.docker make of them. These two differ in what null and a
list are, so neither is taken.
"""

from __future__ import annotations

from typing import Any, Iterable, Mapping

from .._buildkit._errors import ImageError

_FIELDS = {
    "outputs": "type=local,dest=/folder",
    "cache_from": "type=registry,ref=registry.example/cache",
    "cache_to": "type=registry,ref=registry.example/cache",
    "attestations": "type=provenance,mode=max",
    "ssh": "default",
}
_PATHS = ("context", "dockerfile", "state_dir")
_LONGEST_TIMEOUT = 2_147_483  # seconds; the system counts the milliseconds of a wait in 31 bits


def refuse_joined_lists(arguments: Mapping[str, Any]) -> None:
    """Raise ImageError for a text with commas where a list is meant, and for an item of a list that is no text.

    Ansible would split the one at each comma, and hand on the other in the words of Python.

    `arguments` are those of a task, before Ansible has read them.
    """
    for option, example in _FIELDS.items():
        value = arguments.get(option)
        if isinstance(value, str) and "," in value:
            raise ImageError(
                "{0}: found the text {1!r} instead of a list, which would be split at its commas; write a list, such "
                "as ['{2}']".format(option, value, example)
            )
        _refuse_nested(option, value, example)
    if isinstance(arguments.get("secrets"), str):
        raise ImageError(
            "secrets: found a text instead of a list; write a list of mappings, such as [{id: ca, src: /etc/ca.pem}]"
        )


def _refuse_nested(option: str, value: Any, example: str) -> None:
    for number, item in enumerate(value if isinstance(value, (list, tuple)) else ()):
        if isinstance(item, (Mapping, list, tuple)):
            raise ImageError(
                "{0}[{1}]: found {2} instead of a text; write a text, such as '{3}'".format(
                    option, number, "a mapping" if isinstance(item, Mapping) else "a list", example
                )
            )


def refuse_unusable(params: Mapping[str, Any]) -> None:
    """Raise ImageError that names the option in `params` with a value that no build could use."""
    for place, value in _texts_in("", params):
        if "\0" in value:
            raise ImageError(
                "{0}: found a NUL character, which neither a path nor an argument can hold; remove it".format(place)
            )
    for option in _PATHS:
        if params.get(option) == "":
            raise ImageError("{0}: found an empty text; write a path".format(option))
    if not 1 <= params["timeout"] <= _LONGEST_TIMEOUT:
        raise ImageError(
            "timeout: found {0}; write the seconds that a build may take, at least 1 and at most {1}".format(
                params["timeout"], _LONGEST_TIMEOUT
            )
        )
    if (params.get("keep_images") or 0) < 0:
        raise ImageError(
            "keep_images: found {0}; write how many images to keep, at least 0, or leave the option out to keep "
            "all".format(params["keep_images"])
        )


def items_of(option: str, values: Iterable[str] | None) -> tuple[str, ...]:
    """Return the items of an option that is a list of texts. Raises ImageError for an empty one."""
    items = tuple(values or ())
    if "" in items:
        raise ImageError(
            "{0}[{1}]: found an empty text; write a value, or leave the item out".format(option, items.index(""))
        )
    return items


def texts_of(option: str, values: Mapping[Any, Any] | None) -> dict[str, str]:
    """Return the texts by name of an option that is a mapping. Raises ImageError that names the entry."""
    return {_name(option, name): _text(option, name, value) for name, value in (values or {}).items()}


def _name(option: str, name: Any) -> str:
    text = str(name)
    if not text or "=" in text:
        raise ImageError(
            "{0}: found the name {1!r}; write one that is not empty and has no '=', behind which its value "
            "begins".format(option, text)
        )
    return text


def _text(option: str, name: Any, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, int, float)):
        return str(value)
    found = {type(None): "null", list: "a list", dict: "a mapping"}.get(type(value), "no text")
    raise ImageError(
        "{0}.{1}: found {2}; write a text, a number or a boolean, '' for an empty text, or leave the entry out".format(
            option, name, found
        )
    )


def _texts_in(place: str, value: Any) -> Iterable[tuple[str, str]]:
    """Yield every text in `value` and every name of a mapping, with the place where it stands."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, Mapping):
        for name, item in value.items():
            inner = ("{0}.{1}".format(place, name) if place else str(name)).replace("\0", "?")
            yield inner, str(name)
            yield from _texts_in(inner, item)
    elif isinstance(value, (list, tuple)):
        for number, item in enumerate(value):
            yield from _texts_in("{0}[{1}]".format(place, number), item)
