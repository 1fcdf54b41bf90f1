"""What an image says of its page, and what stands for it where it does not know."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._bundled_packages import Bundled
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._packages import node_package
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._page_bill import PATH, Page, find_page

LOCK = Bundled((node_package("react", "18.2.0"), node_package("unused", "1.0.0")))


def bill(aggregate: str = "complete", **metadata: Any) -> dict[str, str]:
    components = [
        {"type": "library", "name": "react", "version": "18.2.0", "licenses": [{"license": {"name": "MIT"}}]},
        {"type": "library", "group": "@mui", "name": "material", "version": "5.0.0+a"},
    ]
    compositions = [{"aggregate": aggregate, "assemblies": ["page"]}]
    return {PATH: json.dumps({"metadata": metadata, "components": components, "compositions": compositions})}


def test_the_image_knows() -> None:
    page = find_page(bill(), LOCK)
    assert [package.purl for package in page.packages] == ["pkg:npm/%40mui/material@5.0.0%2Ba", "pkg:npm/react@18.2.0"]
    assert page.packages[1].license == "MIT"
    assert (
        page.remark
        == "The packages of npm are those of which the bundler took something into the page, by its source maps."
    )


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({}, f"the image has no {PATH}."),
        ({PATH: "no JSON"}, f"{PATH} is no bill of the role frontend_image."),
        ({PATH: "[]"}, f"{PATH} is no bill of the role frontend_image."),
        (bill("unknown", properties=[{"name": "x", "value": "a.js has no source map"}]), "a.js has no source map."),
        (bill("incomplete"), "its bill is not complete."),
    ],
)
def test_the_lock_stands_for_it(files: dict[str, str], reason: str) -> None:
    page = find_page(files, LOCK)
    assert page.packages == LOCK.packages
    assert page.remark.endswith(f"The bundler may have taken nothing of some, for {reason}")


def test_there_is_no_page() -> None:
    assert find_page({}, Bundled()) == Page()
