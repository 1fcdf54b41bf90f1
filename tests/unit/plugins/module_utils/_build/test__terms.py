"""The terms on which an image is built."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from ansible_collections.sovd.prod_images.plugins.module_utils._build._builder import Builder
from ansible_collections.sovd.prod_images.plugins.module_utils._build._promotion import Promotion
from ansible_collections.sovd.prod_images.plugins.module_utils._build._terms import Terms


def test_who_promotes_has_the_terms_of_who_decides() -> None:
    values: dict[str, Any] = {field.name: object() for field in fields(Builder)}
    shared = Builder(**values).shared()
    assert shared == {name: value for name, value in values.items() if name != "check_mode"}
    assert [*shared] == [field.name for field in fields(Terms)] == [field.name for field in fields(Promotion)]
