"""The applications of a repository."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._applications import describe
from ansible_collections.sovd.prod_images.plugins.module_utils._project._folder import Folder

Project = Callable[[Mapping[str, str]], Folder]
FASTAPI = "from fastapi import FastAPI\napp = FastAPI()\n@app.get('/api/health')\ndef h(): ...\n"
PAGE = json.dumps({"private": True, "scripts": {"build": "vite build"}})


def test_a_backend_and_its_page(project: Project) -> None:
    files = {
        "server/requirements.txt": "uvicorn\n",
        "server/app/main.py": FASTAPI + "@app.websocket('/live/x')\ndef w(): ...\n",
        "web/package.json": PAGE,
        "web/package-lock.json": "{}",
        "web/vite.config.ts": "export default {server: {proxy: {'/api': 'http://x'}}}\n",
        "compose.yaml": "services:\n  shop-api:\n    build: ./server\n",
    }
    backend, page = describe(project(files).path)
    assert (backend.path, page.path, page.backend) == ("server", "web", "server")
    assert page.value("nginx_conf_backend_url") == "http://shop-api:8000"
    assert str(page.proposals["nginx_conf_backend_url"].place) == "compose.yaml:3"
    assert page.value("nginx_conf_websocket_location") == "/live/"
    assert page.value("frontend_image_name").endswith("-frontend")
    assert page.questions == {}


def test_several_backends_and_a_library(project: Project) -> None:
    files = {
        "services/one/requirements.txt": "uvicorn\n",
        "services/one/app/main.py": FASTAPI,
        "services/two/requirements.txt": "uvicorn\n",
        "services/two/app/main.py": FASTAPI,
        "libs/core/pyproject.toml": "[project]\nname = 'core'\n",
        "libs/core/core.py": "X = 1\n",
        "web/package.json": PAGE,
        "web/yarn.lock": "",
    }
    found = describe(project(files).path)
    assert [one.path for one in found] == ["services/one", "services/two", "web"]
    assert len({one.value(("backend" if one.kind == "backend" else "frontend") + "_image_name") for one in found}) == 3
    assert [*found[2].questions] == ["nginx_conf_backend_url"]


def test_styles_beside_a_backend_are_no_page(project: Project) -> None:
    files = {"requirements.txt": "uvicorn\n", "app/main.py": FASTAPI, "package.json": PAGE, "yarn.lock": ""}
    assert [one.kind for one in describe(project(files).path)] == ["backend"]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"pyproject.toml": "a = ", "app.py": ""}, "pyproject.toml: found no TOML"),
        ({"pyproject.toml": "a = " + "[" * 100000}, "pyproject.toml: found no TOML"),
        ({"package.json": "{"}, "package.json: is no JSON"),
        ({"package.json": "[" * 100000}, "package.json: is no JSON"),
        ({"requirements.txt": "-r requirements.txt\n"}, "requirements.txt:1: found"),
        ({"requirements.txt": "-r ../other.txt\n"}, "requirements.txt:1: found '../other.txt', which is outside"),
        ({"requirements.txt": "x" * (1 << 21)}, "requirements.txt: has 2097152 bytes"),
    ],
)
def test_what_is_broken_is_one_sentence(project: Project, files: Mapping[str, str], said: str) -> None:
    found = describe(project(files).path)
    assert len(found) == 1
    assert len(found[0].problems) == 1
    assert found[0].problems[0].startswith(said)


def test_a_huge_lock_is_not_read(project: Project) -> None:
    folder = project({"pyproject.toml": "[project]\nname = 'a'\ndependencies = ['uvicorn']\n", "app/main.py": FASTAPI})
    with (Path(folder.path) / "uv.lock").open("wb") as opened:
        opened.truncate(1 << 30)
    found = describe(folder.path)
    assert found[0].value("backend_image_installer") == "uv"
    assert found[0].problems == []


def test_no_folder_and_too_many(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match="path: found no folder"):
        describe(str(tmp_path / "none"))
    for number in range(31):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "package.json").write_text("{}")
    with pytest.raises(ImageError, match="found 31 folders with packages"):
        describe(str(tmp_path))


def test_scripts_and_styles_of_a_backend_are_told_of(project: Project) -> None:
    files = {
        "requirements.txt": "uvicorn\n",
        "app/main.py": FASTAPI,
        "package.json": json.dumps({"private": True, "scripts": {"build": "rollup -c"}}),
    }
    (found,) = describe(project(files).path)
    assert found.notes == [
        "package.json: its scripts build files of the backend, and its image runs none of them; build these before it"
    ]


def test_a_server_of_node_is_told_of(project: Project) -> None:
    text = json.dumps({"scripts": {"build": "tsc"}, "dependencies": {"express": "4"}})
    (found,) = describe(project({"package.json": text}).path)
    assert found.problems == [
        "package.json: found express, a server of Node; no role here builds one, only pages that nginx serves"
    ]
