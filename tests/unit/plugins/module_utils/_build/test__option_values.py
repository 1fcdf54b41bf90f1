"""What the values of options may be, and the texts that they become."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._option_values import (
    items_of,
    refuse_joined_lists,
    refuse_unusable,
    texts_of,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError

# value, the text that it becomes
TAKEN = [
    ("", ""),
    ("a b=c,'\"", "a b=c,'\""),
    ("True", "True"),
    (True, "true"),
    (False, "false"),
    (0, "0"),
    (-12, "-12"),
    (1.5, "1.5"),
    ("1.10", "1.10"),
]
# value, how the message calls it
REFUSED = [(None, "null"), ([], "a list"), (["a"], "a list"), ({}, "a mapping"), ({"a": 1}, "a mapping")]
# task's arguments, beginning of the message
JOINED: list[tuple[dict[str, Any], str]] = [
    ({"outputs": "type=local,dest=x"}, "outputs: found the text 'type=local,dest=x' instead of a list"),
    ({"cache_from": "type=registry,ref=a"}, "cache_from: found the text 'type=registry,ref=a' instead"),
    ({"cache_to": "type=local,dest=a"}, "cache_to: found the text 'type=local,dest=a' instead"),
    ({"attestations": "type=sbom,generator=a"}, "attestations: found the text 'type=sbom,generator=a' instead"),
    ({"ssh": "k=/a,/b"}, "ssh: found the text 'k=/a,/b' instead"),
    ({"secrets": "id=ca"}, "secrets: found a text instead of a list"),
]
LISTS: list[dict[str, Any]] = [
    {},
    {"outputs": ["type=local,dest=x"], "secrets": [{"id": "a", "src": "b"}]},
    {"outputs": "/folder", "ssh": "default", "platforms": "linux/amd64,linux/arm64", "cache_from": None},
]
PARAMS: dict[str, Any] = {"name": "app", "timeout": 1, "build_args": {"A": "b"}, "policy": None, "tls": False}


@pytest.mark.parametrize(("value", "text"), TAKEN)
def test_value_that_is_taken(value: Any, text: str) -> None:
    assert texts_of("labels", {"a": value, 1: value}) == {"a": text, "1": text}


@pytest.mark.parametrize(("value", "called"), REFUSED)
def test_value_that_is_refused(value: Any, called: str) -> None:
    with pytest.raises(ImageError) as raised:
        texts_of("build_args", {"A": value})
    assert str(raised.value).startswith(f"build_args.A: found {called}; write a text")


@pytest.mark.parametrize("name", ["", "A=B", "="])
def test_name_that_is_refused(name: str) -> None:
    with pytest.raises(ImageError, match=r"^build_args: found the name '"):
        texts_of("build_args", {name: "x"})


def test_name_that_begins_with_a_dash() -> None:
    assert texts_of("labels", {"-a": "-b"}) == {"-a": "-b"}


def test_items() -> None:
    assert items_of("outputs", None) == ()
    assert items_of("outputs", ["-", "a"]) == ("-", "a")
    with pytest.raises(ImageError, match=r"^outputs\[1\]: found an empty text"):
        items_of("outputs", ["a", ""])


@pytest.mark.parametrize(("arguments", "message"), JOINED)
def test_text_where_a_list_is_meant(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ImageError) as raised:
        refuse_joined_lists(arguments)
    assert str(raised.value).startswith(message)
    assert "write a list" in str(raised.value)


@pytest.mark.parametrize(
    ("item", "called"), [({"type": "local", "dest": "x"}, "a mapping"), (["type=inline"], "a list")]
)
def test_item_that_is_no_text(item: Any, called: str) -> None:
    with pytest.raises(ImageError) as raised:
        refuse_joined_lists({"outputs": ["type=local,dest=y", item]})
    assert str(raised.value).startswith(f"outputs[1]: found {called} instead of a text; write a text, such as 'type=")


@pytest.mark.parametrize("arguments", LISTS)
def test_lists(arguments: dict[str, Any]) -> None:
    assert refuse_joined_lists(arguments) is None


# options, where the NUL is
NUL: list[tuple[dict[str, Any], str]] = [
    ({"name": "a\0"}, "name"),
    ({"build_args": {"A": "\0"}}, "build_args.A"),
    ({"build_args": {"A\0B": "x"}}, "build_args.A\0B"),
    ({"secrets": [{"id": "a"}, {"id": "b", "value": "hush\0"}]}, "secrets[1].value"),
    ({"outputs": ["a", "\0"]}, "outputs[1]"),
]


@pytest.mark.parametrize(("options", "place"), NUL)
def test_nul(options: dict[str, Any], place: str) -> None:
    with pytest.raises(ImageError) as raised:
        refuse_unusable({**PARAMS, **options})
    assert str(raised.value).startswith(f"{place}: found a NUL character".replace("A\0B", "A?B"))
    assert "hush" not in str(raised.value)
    assert "\0" not in str(raised.value)


@pytest.mark.parametrize("timeout", [0, -1, 10**12])
def test_timeout_that_no_clock_has(timeout: int) -> None:
    with pytest.raises(ImageError, match=f"^timeout: found {timeout}; write the seconds"):
        refuse_unusable({**PARAMS, "timeout": timeout})


def test_number_of_images_below_zero() -> None:
    with pytest.raises(ImageError, match=r"^keep_images: found -1; write how many"):
        refuse_unusable({**PARAMS, "keep_images": -1})


@pytest.mark.parametrize("option", ["context", "dockerfile", "state_dir"])
def test_path_that_is_empty(option: str) -> None:
    with pytest.raises(ImageError, match=f"^{option}: found an empty text; write a path"):
        refuse_unusable({**PARAMS, option: ""})


def test_usable_options() -> None:
    assert refuse_unusable({**PARAMS, "keep_images": 0, "timeout": 2_147_483}) is None
    assert refuse_unusable(PARAMS) is None
