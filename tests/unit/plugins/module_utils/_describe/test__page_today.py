"""Which script builds the page today."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._bounded_folder import BoundedFolder
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._page_today import script_of_today
from ansible_collections.sovd.prod_images.plugins.module_utils._project._folder import Folder

Project = Callable[[Mapping[str, str]], Folder]
DOCKERFILE = "FROM node:20 AS page\nRUN npm ci && npm run build:docker\nFROM nginx\nCOPY --from=page /dist /srv\n"


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"netlify.toml": "[build]\ncommand = 'npm run build:web'\n"}, ("build:web", "netlify.toml:2")),
        ({"vercel.json": '{"buildCommand": "pnpm build:web"}'}, ("build:web", "vercel.json:1")),
        ({"Dockerfile": DOCKERFILE}, ("build:docker", "Dockerfile:2")),
        ({"Dockerfile": "# Rendered by sovd.prod_images\n" + DOCKERFILE}, None),
        ({"Dockerfile": "FROM node\nRUN yarn install --frozen-lockfile\n"}, None),
        ({"netlify.toml": "[build", "vercel.json": "["}, None),
        ({"vercel.json": "3"}, None),
        ({}, None),
    ],
)
def test_scripts(project: Project, files: Mapping[str, str], told: tuple[str, str] | None) -> None:
    notes: list[str] = []
    found = script_of_today(BoundedFolder(project(files).path), ["build", "build:web", "build:docker"], notes)
    assert (found and (found[0], str(found[1]))) == told
    assert [note.partition(":")[0] for note in notes] == [
        name for name, text in files.items() if text in ("[build", "[")
    ]
