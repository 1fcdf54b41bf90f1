"""What shows that pages will hold scripts or styles of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._node_project._inline_code import inline_code
from ansible_collections.sovd.prod_images.plugins.module_utils._node_project._manifest import Manifest
from ansible_collections.sovd.prod_images.plugins.module_utils._project._folder import Folder

Project = Callable[[Mapping[str, str]], Folder]


def test_generators_and_pages_are_named(project: Project) -> None:
    script = "<script>a()</script>"
    folder = project(
        {
            "index.html": script,
            "public/deep/a.html": script,
            "apps/web/src/index.html": script,
            "dist/index.html": script,
            "node_modules/x/index.html": script,
            "public/node_modules/a.html": script,
            "src/a.htm": script,
        }
    )
    manifests = [
        Manifest(".", {"dependencies": {"next": "15"}, "devDependencies": {"astro": "5", "vite": "7"}}),
        Manifest("apps/web", {"dependencies": {"next": "15"}}),
    ]
    assert inline_code(folder, manifests) == [
        *("next", "astro", "index.html", "public/deep/a.html", "apps/web/src/index.html"),
    ]


@pytest.mark.parametrize(
    ("page", "has"),
    [
        ('<script type="module" src="/a.js"></script><link rel="stylesheet" href="/a.css">', False),
        ("<SCRIPT\n>a()</SCRIPT>", True),
        ('<script type="module">a()</script>', True),
        ('<script type="application/ld+json">{}</script><script type=application/json>{}</script>', False),
        ("<!-- <script>a()</script> -->", False),
        ("<style>p {}</style>", True),
        ('<p style="color: red">', True),
        ("<body onload=a()>", True),
        ("<p class='style'>stylish on=1</p>", False),
        ("<scripture>", False),
    ],
)
def test_one_page(project: Project, page: str, has: bool) -> None:
    assert inline_code(project({"index.html": page}), [Manifest(".", {})]) == (["index.html"] if has else [])
