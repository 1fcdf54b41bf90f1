"""What a value is, and whether it has the declared type."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.plugin_utils._types import plain, settled, shown, type_problems

TEXTS = {"type": "list", "elements": "str"}
RECORDS = {
    "type": "list",
    "elements": "dict",
    "options": {
        "name": {"type": "str", "required": True},
        "count": {"type": "int", "default": 1},
        "words": {"type": "list", "elements": "str"},
    },
}
# The option, a value of its type, and the value as the declared type has it.
RIGHT: list[tuple[dict[str, Any], Any, Any]] = [
    ({"type": "str"}, "a", "a"),
    ({"type": "str"}, "", ""),
    ({"type": "str"}, 8000, "8000"),
    ({"type": "path"}, "/a", "/a"),
    ({"type": "int"}, 3, 3),
    ({"type": "int"}, "3", 3),
    ({"type": "int"}, "-3", -3),
    ({"type": "bool"}, True, True),
    ({"type": "bool"}, "false", False),
    ({"type": "bool"}, "True", True),
    ({"type": "bool"}, "yes", True),
    ({"type": "bool"}, "no", False),
    (TEXTS, [], []),
    (TEXTS, ["a", 1], ["a", "1"]),
    ({"type": "list", "elements": "int"}, ["8000", 80], [8000, 80]),
    ({"type": "dict"}, {}, {}),
    ({"type": "dict"}, {"a": ["b"]}, {"a": ["b"]}),
    (RECORDS, [{"name": "a", "count": "2", "words": ["b"]}], [{"name": "a", "count": 2, "words": ["b"]}]),
    (RECORDS, [{"name": "a", "words": None}], [{"name": "a", "words": None}]),
    ({"type": "str", "choices": ["a", "b"]}, "a", "a"),
]
WRONG: list[tuple[dict[str, Any], Any, str]] = [
    ({"type": "str"}, 1.1, "x: found the number 1.1, expected a text; put it in quotes"),
    ({"type": "str"}, True, "x: found the boolean true, expected a text; put it in quotes"),
    ({"type": "str"}, date(2026, 11, 27), "x: found the date 2026-11-27, expected a text; put it in quotes"),
    ({"type": "str"}, None, "x: found nothing (null), expected a text"),
    ({"type": "str"}, ["a"], "x: found a list, expected a text"),
    ({"type": "path"}, {"a": 1}, "x: found a mapping, expected a text"),
    ({"type": "str", "no_log": True}, ["hunter2"], "x: found a list, expected a text"),
    ({"type": "int"}, "many", "x: found 'many', expected a whole number"),
    ({"type": "int"}, 1.0, "x: found the number 1.0, expected a whole number"),
    ({"type": "int"}, True, "x: found the boolean true, expected a whole number"),
    ({"type": "int"}, " 3", "x: found ' 3', expected a whole number"),
    ({"type": "bool"}, "on", "x: found 'on', expected true or false"),
    ({"type": "bool"}, 1, "x: found 1, expected true or false"),
    (TEXTS, "*.a", "x: found '*.a', expected a list; write ['*.a'] for a list of one"),
    (TEXTS, {"a": 1}, "x: found a mapping of a, expected a list"),
    (TEXTS, ["a", ["b"]], "x[1]: found a list, expected a text"),
    (TEXTS, [1.1], "x[0]: found the number 1.1, expected a text; put it in quotes"),
    ({"type": "dict"}, ["a"], "x: found a list, expected a mapping of names to values"),
    (RECORDS, {"name": "a"}, "x: found a mapping of name, expected a list"),
    (RECORDS, ["a"], "x[0]: found a text, expected a mapping of names to values"),
    (RECORDS, [{"count": 1}], "x[0].name: found nothing, expected a text"),
    (RECORDS, [{"name": "a"}, {"name": "b", "count": "c"}], "x[1].count: found 'c', expected a whole number"),
    (RECORDS, [{"name": "a", "words": "b"}], "x[0].words: found 'b', expected a list; write ['b'] for a list of one"),
    (
        RECORDS,
        [{"name": "a", "word": "b"}],
        "x[0].word: found an option that is not known, expected one of name, count, words",
    ),
    ({"type": "str", "choices": ["a", "b"]}, "c", "x: found 'c', expected one of a, b"),
    ({"type": "list", "elements": "str", "choices": ["a", "b"]}, ["a", "c"], "x[1]: found 'c', expected one of a, b"),
]


class Encrypted:
    """What Ansible before 2.19 gives for a text from a vault."""

    __ENCRYPTED__ = True

    def __str__(self) -> str:
        return "from the vault"


@pytest.mark.parametrize(("option", "value", "typed"), RIGHT)
def test_right_type(option: dict[str, Any], value: object, typed: object) -> None:
    assert list(type_problems("x", value, option)) == []
    assert settled(value, option) == typed
    assert type(settled(value, option)) is type(typed)


@pytest.mark.parametrize(("option", "value", "message"), WRONG)
def test_wrong_type(option: dict[str, Any], value: object, message: str) -> None:
    assert list(type_problems("x", value, option)) == [message]


def test_all_wrong_types_are_told_at_once() -> None:
    told = list(type_problems("x", [{"name": 1.1}, {"name": ["b"], "count": "c"}], RECORDS))
    assert [message.partition(":")[0] for message in told] == ["x[0].name", "x[1].name", "x[1].count"]


def test_text_from_a_vault_is_a_text() -> None:
    value = plain({"a": [Encrypted()]})
    assert value == {"a": ["from the vault"]}
    assert not isinstance(value["a"][0], Encrypted)


def test_long_value_is_shown_short() -> None:
    assert shown("a" * 300) == repr("a" * 77 + "...")
    assert len(shown(["a" * 300])) < 100


def test_of_a_mapping_the_names_are_shown_alone() -> None:
    assert shown({"PASSWORD": "hunter2", "USER": "sovd"}) == "a mapping of PASSWORD, USER"
    assert shown([{"PASSWORD": "hunter2"}]) == "the list [a mapping of PASSWORD]"
    assert shown({}) == "a mapping of nothing"
