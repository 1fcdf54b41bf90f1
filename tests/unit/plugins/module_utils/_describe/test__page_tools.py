"""Tools that build pages."""

from __future__ import annotations

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._page_tools import (
    folder_of_command,
    folder_of_script,
    tool_of,
)


@pytest.mark.parametrize(
    ("command", "tool"),
    [
        ("tsc -b && vite build", "Vite"),
        ("next build", "Next"),
        ("nuxt generate", "Nuxt"),
        ("ng build --prod", "Angular"),
        ("react-scripts build", "Create React App"),
        ("vue-cli-service build", "Vue CLI"),
        ("node build.mjs", ""),
        ("astro check && astro build", "Astro"),
        ("webpack --mode production", "webpack"),
        ("tsc", ""),
    ],
)
def test_tools(command: str, tool: str) -> None:
    found = tool_of(command)
    assert (found.name if found else "") == tool


@pytest.mark.parametrize(
    ("command", "folder"),
    [
        ("vite build --outDir ../www", "../www"),
        ("esbuild a.js --outdir=dist/assets", "dist"),
        ("cp -r site dist", "dist"),
        ("BUILD_PATH=./www react-scripts build", "www"),
        ("vite build", ""),
    ],
)
def test_folders_of_commands(command: str, folder: str) -> None:
    assert folder_of_command(command) == folder


@pytest.mark.parametrize(
    ("text", "folder"),
    [
        ("cpSync('src/public','www',{})", "www"),
        ("build({outdir: 'out'})", "out"),
        ("build({outdir: 'public/site/static'})\nwriteFileSync('public/site/index.html', x)", "public/site"),
        ("console.log(1)", ""),
        ("cp(" * 50000, ""),
    ],
)
def test_folders_of_scripts(text: str, folder: str) -> None:
    assert folder_of_script(text) == folder
