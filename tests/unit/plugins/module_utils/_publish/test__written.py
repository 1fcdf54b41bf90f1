"""What is told of that which a registry was given."""

from __future__ import annotations

from ansible_collections.sovd.prod_images.plugins.module_utils._publish._written import Written


def test_reasons_are_the_difference() -> None:
    written = Written()
    written.add("image", "app@sha256:1", None, "sha256:1")
    written.add("tag", "latest", "sha256:0", "sha256:1")
    assert written.difference("shop/app") == {
        "before": "app@sha256:1: \nlatest: sha256:0\n",
        "after": "app@sha256:1: sha256:1\nlatest: sha256:1\n",
        "before_header": "shop/app",
        "after_header": "shop/app",
    }
    assert Written().difference("a")["before"] == ""
