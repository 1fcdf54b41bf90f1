"""The one exception."""

from __future__ import annotations

from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError


def test_message_and_details() -> None:
    error = ImageError("tag: found 'a b'", log_file="/log", steps=3)
    assert (str(error), error.details) == ("tag: found 'a b'", {"log_file": "/log", "steps": 3})
    assert ImageError("x").details == {}
