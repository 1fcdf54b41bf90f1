"""The settings of the tool that builds a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._bounded_folder import BoundedFolder
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._page_settings import (
    Building,
    place_of,
    settings_of,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._page_tools import tool_of
from ansible_collections.sovd.prod_images.plugins.module_utils._node_project._manifest import read_manifest
from ansible_collections.sovd.prod_images.plugins.module_utils._project._folder import Folder

Project = Callable[[Mapping[str, str]], Folder]
PAGE = {"src/index.html": "", "package.json": '{\n"homepage": "/x"\n}'}


def building(project: Project, command: str, files: Mapping[str, str]) -> Building:
    folder = BoundedFolder(project({**PAGE, **files}).path)
    tool = tool_of(command)
    assert tool is not None
    return Building(folder, read_manifest(folder, "."), tool, command)


@pytest.mark.parametrize(
    ("command", "files", "written"),
    [
        ("vite build", {"vite.config.js": "export default {\n build: {outDir: 'www'}}"}, ("www", "vite.config.js:2")),
        ("vite build", {"vite.config.js": "export default {root: 'src'}"}, ("src/dist", "vite.config.js:1")),
        (
            "vite build",
            {"vite.config.js": "export default {root: 'src', build: {outDir: '../www'}}"},
            ("www", "vite.config.js:1"),
        ),
        ("vite build", {"vite.config.js": "export default {root: 'none'}"}, None),
        ("vite build", {}, None),
        (
            "ng build",
            {"angular.json": '{"projects": {"a": {"architect": {"build": {"builder": "x"}}}}}'},
            ("dist/a", "angular.json"),
        ),
    ],
)
def test_where_it_is_written(
    project: Project, command: str, files: Mapping[str, str], written: tuple[str, str] | None
) -> None:
    found = building(project, command, files).written()
    assert (found and (found[0], str(found[1]))) == written


def test_files_and_places(project: Project) -> None:
    by = building(project, "vite build", {"vite.config.ts": "x", "other.config.ts": "y"})
    assert settings_of(by.folder, by.manifest, by.tool) == [("vite.config.ts", "x")]
    assert by.text() == "x"
    assert by.projects() == []
    assert str(place_of(by.folder, by.manifest, "homepage")) == "package.json:2"
