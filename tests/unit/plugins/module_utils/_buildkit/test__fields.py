"""The fields of an option of buildx."""

from __future__ import annotations

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._fields import (
    destination,
    is_standard_output,
    join_fields,
    split_fields,
)

# fields, the option
JOINED = [
    (("id=a", "src=/a b"), "id=a,src=/a b"),
    (("id=a", "src=/a,b"), 'id=a,"src=/a,b"'),
    (("id=a", 'src=/a"b'), 'id=a,"src=/a""b"'),
    (("id=a", "src=/a\nb"), 'id=a,"src=/a\nb"'),
    (("id=a", "src=/it's"), "id=a,src=/it's"),
]
# option, where it is written to, and where, if a word alone is no place
DESTINATIONS = [
    ("/folder", "/folder", None),
    ("type=local,dest=/a", "/a", "/a"),
    ('type=tar,"dest=/a,b"', "/a,b", "/a,b"),
    ("type=tar,dest=-", None, None),
    ("-", None, None),
    ("type=image,name=a", None, None),
    ("registry.example/cache", "registry.example/cache", None),
]


@pytest.mark.parametrize("option", ["-", "type=tar,dest=-", "type=oci", "dest=-,type=local", "type=tar"])
def test_standard_output(option: str) -> None:
    assert is_standard_output(option) is True


@pytest.mark.parametrize(
    "option", ["/folder", "type=tar,dest=/a", "type=docker", "type=image,push=true", "type=cacheonly"]
)
def test_no_standard_output(option: str) -> None:
    assert is_standard_output(option) is False


@pytest.mark.parametrize(("fields", "option"), JOINED)
def test_fields(fields: tuple[str, ...], option: str) -> None:
    assert join_fields(*fields) == option
    assert split_fields(option) == dict(field.split("=", 1) for field in fields)


@pytest.mark.parametrize(("option", "path", "path_of_field"), DESTINATIONS)
def test_destination(option: str, path: str | None, path_of_field: str | None) -> None:
    assert destination(option, word_is_place=True) == path
    assert destination(option, word_is_place=False) == path_of_field


def test_words_alone() -> None:
    assert split_fields("") == {}
    assert split_fields("a") == {"a": ""}
    assert split_fields("Type = x") == {"type": " x"}
