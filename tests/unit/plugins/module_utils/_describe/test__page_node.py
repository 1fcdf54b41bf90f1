"""Which Node builds a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._bounded_folder import BoundedFolder
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._description import Description
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._page_node import describe_node
from ansible_collections.sovd.prod_images.plugins.module_utils._node_project._manifest import read_manifest
from ansible_collections.sovd.prod_images.plugins.module_utils._project._folder import Folder

Project = Callable[[Mapping[str, str]], Folder]


@pytest.mark.parametrize(
    ("files", "image", "place"),
    [
        ({".nvmrc": "v22.1.0\n"}, "node:22-alpine", ".nvmrc:1"),
        ({".nvmrc": "lts/jod\n"}, "node:22-alpine", ".nvmrc:1"),
        ({".tool-versions": "python 3.12\nnodejs 24.1.0\n"}, "node:24-alpine", ".tool-versions:2"),
        ({"package.json": '{"volta": {"node": "22.1.0"}}'}, "node:22-alpine", "package.json:1"),
        ({"package.json": '{"engines": {"node": ">=22.12"}}'}, "node:22-alpine", "package.json:1"),
        ({"package.json": '{"engines": {"node": "^18 || ^20"}}'}, "node:20-alpine", ""),
    ],
)
def test_images(project: Project, files: Mapping[str, str], image: str, place: str) -> None:
    folder = BoundedFolder(project({"package.json": "{}", **files}).path)
    found = Description("page", ".")
    describe_node(folder, read_manifest(folder, "."), found)
    told = found.proposals.get("frontend_image_node_image")
    assert (found.value("frontend_image_node_image"), str(told.place) if told else "") == (image, place)


def test_a_name_without_a_number_is_told_of(project: Project) -> None:
    folder = BoundedFolder(project({"package.json": "{}", ".nvmrc": "lts/argon\n"}).path)
    found = Description("page", ".")
    describe_node(folder, read_manifest(folder, "."), found)
    assert (found.proposals, found.notes) == ({}, [".nvmrc:1: found 'lts/argon', which is no number"])
