# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a value is, and whether it has the type that an argument spec declares."""

from __future__ import annotations

import re
from typing import Any, Iterator, Mapping

_TRUE = ("true", "yes")
_FALSE = ("false", "no")
_SHOWN = 80  # characters of a value that a message shows
_QUOTES = "; put it in quotes"


def plain(value: Any) -> Any:
    """Return `value` with what was encrypted as text, since older Ansible gives it as an object of its own."""
    if isinstance(value, Mapping):
        return {plain(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return str(value) if isinstance(value, str) or hasattr(value, "__ENCRYPTED__") else value


def shown(value: object) -> str:
    """Return `value` as a message names it: a text in quotes, of a mapping the names alone."""
    if value is None:
        return "nothing (null)"
    if isinstance(value, Mapping):
        return "a mapping of {0}".format(_short(", ".join(str(key) for key in value)) or "nothing")
    if isinstance(value, list):
        return "the list {0}".format(_short("[{0}]".format(", ".join(shown(item) for item in value))))
    if isinstance(value, bool):
        return "the boolean {0}".format(str(value).lower())
    if isinstance(value, str):
        return repr(_short(value))
    return str(value) if isinstance(value, int) else "the {0} {1}".format(kind(value), value)


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."


def kind(value: object) -> str:
    """Return what sort of value this is, which is all that a message says of one that must not be shown."""
    for types, name in (
        (bool, "boolean"),
        (str, "text"),
        ((int, float), "number"),
        (list, "list"),
        (Mapping, "mapping"),
    ):
        if isinstance(value, types):
            return name
    return type(value).__name__


def hidden(value: object) -> str:
    """Return what a message says of a value that may be a secret."""
    return "nothing (null)" if value is None else "a {0}".format(kind(value))


def text_problem(name: str, value: object, secret: bool = False) -> str | None:
    """Return what is wrong with `value` as a text, or None. A whole number is taken for its digits."""
    if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        return None
    if value is None or isinstance(value, (list, Mapping)):
        return "{0}: found {1}, expected a text".format(name, hidden(value))
    return "{0}: found {1}, expected a text{2}".format(name, hidden(value) if secret else shown(value), _QUOTES)


def type_problems(name: str, value: Any, option: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the type of `value`, and of all that is inside it, by its `option` of the spec."""
    wanted = option.get("type", "str")
    found = "{0}: found {1}, expected".format(name, hidden(value) if option.get("no_log") else shown(value))
    if wanted in ("str", "path"):
        problem = text_problem(name, value, bool(option.get("no_log")))
        if problem:
            yield problem
    elif wanted == "int" and not _is_whole(value):
        yield "{0} a whole number".format(found)
    elif wanted == "bool" and not _is_boolean(value):
        yield "{0} true or false".format(found)
    elif wanted == "list":
        yield from _list_problems(name, value, option, found)
    elif wanted == "dict":
        if not isinstance(value, Mapping):
            yield "{0}: found {1}, expected a mapping of names to values".format(name, hidden(value))
        elif option.get("options"):
            yield from _option_problems(name, value, option["options"])
    if option.get("choices") and wanted != "list" and str(value) not in [str(each) for each in option["choices"]]:
        yield "{0} one of {1}".format(found, ", ".join(str(each) for each in option["choices"]))


def _list_problems(name: str, value: Any, option: Mapping[str, Any], found: str) -> Iterator[str]:
    if not isinstance(value, list):
        advice = "; write [{0!r}] for a list of one".format(value) if isinstance(value, str) else ""
        yield "{0} a list{1}".format(found, advice)
        return
    element = {
        "type": option.get("elements", "str"),
        "options": option.get("options"),
        "choices": option.get("choices"),
    }
    for number, item in enumerate(value):
        yield from type_problems("{0}[{1}]".format(name, number), item, element)


def _option_problems(name: str, value: Mapping[str, Any], options: Mapping[str, Any]) -> Iterator[str]:
    for key, option in options.items():
        inner = "{0}.{1}".format(name, key)
        if value.get(key) is not None:
            yield from type_problems(inner, value[key], option)
        elif option.get("required"):
            yield "{0}: found nothing, expected {1}".format(inner, _WANTED.get(option.get("type", "str"), "a text"))
    for key in value:
        if key not in options:
            yield "{0}.{1}: found an option that is not known, expected one of {2}".format(
                name, key, ", ".join(options)
            )


_WANTED = {"raw": "a value", "list": "a list", "dict": "a mapping", "int": "a whole number", "bool": "true or false"}


def _is_whole(value: object) -> bool:
    if isinstance(value, str):
        return re.match(r"[+-]?[0-9]{1,18}\Z", value) is not None
    return isinstance(value, int) and not isinstance(value, bool)


def _is_boolean(value: object) -> bool:
    return isinstance(value, bool) or (isinstance(value, str) and value.lower() in _TRUE + _FALSE)


def settled(value: Any, option: Mapping[str, Any]) -> Any:
    """Return a `value` that has no type problem as the type it was declared with."""
    wanted = option.get("type", "str")
    if wanted in ("str", "path"):
        return str(value)
    if wanted == "int":
        return int(value)
    if wanted == "bool":
        return value if isinstance(value, bool) else value.lower() in _TRUE
    if wanted == "list":
        element = {"type": option.get("elements", "str"), "options": option.get("options")}
        return [settled(item, element) for item in value]
    if wanted == "raw":
        return value
    options = option.get("options") or {}
    return {
        key: settled(item, options[key]) if key in options and item is not None else item for key, item in value.items()
    }
