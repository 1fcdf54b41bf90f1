"""What platforms are told of an application."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._bounded_folder import BoundedFolder
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._start_files import read_start
from ansible_collections.sovd.prod_images.plugins.module_utils._project._folder import Folder

Project = Callable[[Mapping[str, str]], Folder]
APP = """{
  "env": {"SITE": {"required": true}, "PLAIN": "x"},
  "buildpacks": [{"url": "heroku/python"}],
  "scripts": {"postdeploy": "python manage.py migrate"},
  "healthchecks": {"web": [{"type": "startup", "path": "/up"}, {"path": 3}]}
}
"""
RENDER = """services:
  - type: worker
    startCommand: celery -A a worker
  - type: web
    startCommand: python -m gunicorn a.asgi:application -k uvicorn.workers.UvicornWorker
    healthCheckPath: /up
    envVars:
      - key: SECRET_KEY
        generateValue: true
      - fromGroup: x
  - type: web
    rootDir: other
    startCommand: gunicorn b:c
"""


def test_app_json(project: Project) -> None:
    found = read_start(BoundedFolder(project({"app.json": APP}).path))
    assert {name: str(place) for name, place in found.environment.items()} == {
        "SITE": "app.json:2",
        "PLAIN": "app.json:2",
    }
    assert [(path, str(place)) for path, place in found.health] == [("/up", "app.json:5")]
    assert len(found.notes) == 1
    assert found.notes[0].startswith("app.json:4: runs 'python manage.py migrate' after a deployment")


def test_render_yaml(project: Project) -> None:
    found = read_start(BoundedFolder(project({"render.yaml": RENDER}).path))
    assert [(one.server, str(one.place)) for one in found.commands] == [("gunicorn", "render.yaml:5")]
    assert [path for path, _place in found.health] == ["/up"]
    assert [*found.environment] == ["SECRET_KEY"]


def test_aptfile(project: Project) -> None:
    found = read_start(BoundedFolder(project({"Aptfile": "ffmpeg # sound\n\n:repo:deb http://x\n"}).path))
    assert [(name, str(place)) for name, place in found.apt] == [("ffmpeg", "Aptfile:1")]
    assert found.notes == ["Aptfile:3: found ':repo:deb http://x', which is no package of Debian"]


@pytest.mark.parametrize(
    "files",
    [
        {"app.json": "{"},
        {"app.json": "[" * 100000},
        {"app.json": "x" * 2_000_000},
        {"render.yaml": "a: ["},
        {"render.yaml": "a: " + "[" * 5000},
    ],
)
def test_what_is_broken_is_one_sentence(project: Project, files: Mapping[str, str]) -> None:
    found = read_start(BoundedFolder(project(files).path))
    assert len(found.notes) == 1
    assert found.notes[0].startswith(f"{next(iter(files))}: ")
    assert len(found.notes[0]) < 300


@pytest.mark.parametrize("text", ["[]", "3", '{"env": [1], "scripts": 2, "healthchecks": {"web": {}}}'])
def test_another_app_json_says_nothing(project: Project, text: str) -> None:
    found = read_start(BoundedFolder(project({"app.json": text}).path))
    assert (found.environment, found.health, found.notes) == ({}, [], [])


@pytest.mark.parametrize(
    ("files", "server", "place", "paths"),
    [
        ({"railway.toml": "[deploy]\nstartCommand = 'gunicorn a:b'\n"}, "gunicorn", "railway.toml:2", []),
        (
            {"railway.json": '{"deploy": {"startCommand": "uvicorn a:b",\n"healthcheckPath": "/up"}}'},
            "uvicorn",
            "railway.json:1",
            ["/up"],
        ),
        ({"nixpacks.toml": "[start]\ncmd = 'gunicorn a:b'\n"}, "gunicorn", "nixpacks.toml:2", []),
        ({"app.yaml": "runtime: python312\nentrypoint: gunicorn a:b\n"}, "gunicorn", "app.yaml:2", []),
        ({"heroku.yml": "run:\n  web: gunicorn a:b\n"}, "gunicorn", "heroku.yml:2", []),
    ],
)
def test_commands(project: Project, files: Mapping[str, str], server: str, place: str, paths: list[str]) -> None:
    found = read_start(BoundedFolder(project(files).path))
    assert [(one.server, str(one.place)) for one in found.commands] == [(server, place)]
    assert [path for path, _place in found.health] == paths


def test_a_service_of_another_folder(project: Project) -> None:
    folder = BoundedFolder(project({"render.yaml": RENDER}).path)
    found = read_start(folder.inside("other"), folder, "other")
    assert [(one.reference, str(one.place)) for one in found.commands] == [("b:c", "../render.yaml:13")]
