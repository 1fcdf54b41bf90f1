"""Why an image is built or pushed."""

from __future__ import annotations

import hashlib

from ansible_collections.sovd.prod_images.plugins.module_utils._build._reason import Reason


def test_shape_of_the_result() -> None:
    assert Reason("tag", "app:1").to_json() == {"kind": "tag", "name": "app:1", "before": None, "after": None}


def test_whole_file_is_named_by_its_digest() -> None:
    digest = hashlib.sha256(b"FROM a\n").hexdigest()
    assert Reason("dockerfile", "D", None, "FROM a\n").shortened() == Reason("dockerfile", "D", None, digest)
    assert Reason("file", "a", "FROM a\n").shortened() == Reason("file", "a", "FROM a\n")
