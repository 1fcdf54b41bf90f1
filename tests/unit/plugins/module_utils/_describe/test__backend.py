"""Proposals for a backend."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._backend import describe_backend
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._bounded_folder import BoundedFolder
from ansible_collections.sovd.prod_images.plugins.module_utils._project._folder import Folder

Project = Callable[[Mapping[str, str]], Folder]
FASTAPI = "from fastapi import FastAPI\napp = FastAPI()\n@app.get('/health/ready')\ndef h(): ...\n"
FLASK = "from flask import Flask\ndef create_app():\n    app = Flask('x')\n"
FLASK += "    @app.get('/health/ready')\n    def h(): ...\n    return app\n"
CODE = {"backend_image_code": ["app"]}


@pytest.mark.parametrize(
    ("files", "variables"),
    [
        ({"requirements.txt": "uvicorn", "app/main.py": FASTAPI}, CODE),
        ({"requirements.txt": "uvicorn", "app/main.py": FASTAPI, "alembic/env.py": "", "alembic.ini": ""}, {}),
        (
            {
                "requirements.txt": "uvicorn\ngunicorn",
                "app/main.py": FASTAPI,
                "Procfile": "web: gunicorn app.main:app -w 2 -k uvicorn.workers.UvicornWorker -b 0.0.0.0:9000",
            },
            {
                **CODE,
                "backend_image_server": "gunicorn",
                "backend_image_workers": 2,
                "backend_image_port": 9000,
                "backend_image_server_args": ["--worker-class=uvicorn.workers.UvicornWorker"],
                "backend_image_home": "/tmp",
            },
        ),
        (
            {"requirements.txt": "gunicorn", "app/__init__.py": FLASK},
            {
                **CODE,
                "backend_image_app_module": "app:create_app",
                "backend_image_server": "gunicorn",
                "backend_image_command": ["python", "-m", "gunicorn", "app:create_app()", "--bind", "0.0.0.0:8000"],
                "backend_image_home": "/tmp",
            },
        ),
        (
            {"requirements.txt": "uvicorn", "src/shop/main.py": FASTAPI},
            {
                "backend_image_code": ["src"],
                "backend_image_app_module": "shop.main:app",
                "backend_image_uvicorn_args": ["--app-dir", "src"],
            },
        ),
        (
            {
                "requirements.txt": "uvicorn",
                "main.py": FASTAPI + "open('data/a.json')\nx = 'tests/'\n",
                "data/a.json": "",
                "tests/x.py": "",
                "templates/a.html": "",
            },
            {"backend_image_code": ["data", "main.py", "templates"], "backend_image_app_module": "main:app"},
        ),
        (
            {"requirements.txt": "uvicorn", "app/main.py": FASTAPI + "import os\nK = os.environ['K']\n"},
            {**CODE, "backend_image_proof_env": {"K": "of the proof"}},
        ),
        (
            {"requirements.txt": "uvicorn", "app/main.py": FASTAPI, "Dockerfile": "FROM python:3.13\nEXPOSE 5000\n"},
            {**CODE, "backend_image_port": 5000, "backend_image_python_image": "python:3.13-slim"},
        ),
        (
            {"requirements.txt": "uvicorn", "app/main.py": FASTAPI.replace("/health/ready", "/")},
            {**CODE, "backend_image_health_path": "/"},
        ),
    ],
)
def test_proposals(project: Project, files: Mapping[str, str], variables: dict[str, Any]) -> None:
    found, _routes = describe_backend(BoundedFolder(project(files).path), ".")
    assert found.to_json()["variables"] == variables
    assert found.questions == {}


def test_a_route_of_code_that_is_not_served_tells_nothing(project: Project) -> None:
    other = "from fastapi import APIRouter\nr = APIRouter()\n@r.get('/ready')\ndef h(): ...\n"
    files = {"requirements.txt": "uvicorn", "app/main.py": FASTAPI.replace("/ready", ""), "tools/x.py": other}
    found, _routes = describe_backend(BoundedFolder(project(files).path), ".")
    assert found.value("backend_image_health_path") == "/health"


def test_a_check_of_today_comes_before_names_of_routes(project: Project) -> None:
    files = {
        "requirements.txt": "uvicorn",
        "app/main.py": FASTAPI,
        "Dockerfile": "FROM x\nHEALTHCHECK CMD curl http://localhost/up\n",
    }
    found, _routes = describe_backend(BoundedFolder(project(files).path), ".")
    assert str(found.proposals["backend_image_health_path"].place) == "Dockerfile:2"


@pytest.mark.parametrize(
    ("files", "variable"),
    [
        ({"requirements.txt": "flask", "app/main.py": "x = 1"}, "backend_image_app_module"),
        ({"requirements.txt": "", "app/main.py": FASTAPI}, "backend_image_server"),
        (
            {
                "requirements.txt": "uvicorn",
                "app/main.py": FASTAPI.replace("/health/ready", "/i").replace("()", "(openapi_url=None)", 1),
            },
            "backend_image_health_path",
        ),
        ({"requirements.txt": "uvicorn", "a/main.py": FASTAPI, "b/main.py": FASTAPI}, "backend_image_app_module"),
        ({"requirements.txt": "uvicorn", "shop.py": FASTAPI, "goods.py": FASTAPI}, "backend_image_app_module"),
        ({"requirements.txt": "gunicorn", "shop.py": FLASK.replace("()", "(name)", 1)}, "backend_image_app_module"),
        (
            {"requirements.txt": "uvicorn", "app/main.py": FASTAPI, "Procfile": "web: gunicorn app.main:app"},
            "backend_image_server",
        ),
    ],
)
def test_questions(project: Project, files: Mapping[str, str], variable: str) -> None:
    found, _routes = describe_backend(BoundedFolder(project(files).path), ".")
    assert [*found.questions] == [variable]


def test_names_that_files_give_are_told_of_where_the_code_has_them(project: Project) -> None:
    files = {
        "requirements.txt": "uvicorn",
        "app/main.py": FASTAPI + "import os\nK = os.getenv('K')\nclass Settings:\n    field: str\n",
        ".env.example": "K=hunter2\nFIELD=1\nPOSTGRES_PASSWORD=hunter2\n",
    }
    found, _routes = describe_backend(BoundedFolder(project(files).path), ".")
    assert {name: str(place) for name, place in found.environment.items()} == {
        "K": ".env.example:1",
        "FIELD": ".env.example:2",
    }
    assert "hunter2" not in repr(found)


def test_a_worker_beside_the_application_is_told_of(project: Project) -> None:
    files = {
        "requirements.txt": "uvicorn",
        "app/main.py": FASTAPI,
        "app/w.py": "from celery import Celery\nc = Celery()\n",
    }
    found, _routes = describe_backend(BoundedFolder(project(files).path), ".")
    assert found.notes == [
        "app/w.py:2: a worker of Celery, app.w:c; build a second image with backend_image_server: celery"
    ]


@pytest.mark.parametrize(
    ("start", "variables"),
    [
        (
            {"Procfile": "web: cd api && gunicorn main:app\n"},
            {"backend_image_app_module": "main:app", "backend_image_env": {"PYTHONPATH": "/app/api"}},
        ),
        (
            {"Dockerfile": "FROM x\nWORKDIR /app/api\nCMD uvicorn main:app\n"},
            {"backend_image_app_module": "main:app", "backend_image_uvicorn_args": ["--app-dir", "api"]},
        ),
        ({"Procfile": "web: uvicorn api.main:app\n"}, {"backend_image_app_module": "api.main:app"}),
        ({}, {"backend_image_app_module": "api.main:app"}),
    ],
)
def test_the_folder_that_commands_go_to(project: Project, start: Mapping[str, str], variables: dict[str, Any]) -> None:
    files = {"requirements.txt": "uvicorn\ngunicorn", "api/main.py": FASTAPI, **start}
    found, _routes = describe_backend(BoundedFolder(project(files).path), ".")
    names = ("backend_image_app_module", "backend_image_env", "backend_image_uvicorn_args")
    assert {name: value for name, value in found.to_json()["variables"].items() if name in names} == variables
    assert found.questions == {}


def test_what_is_opened_from_another_folder_is_told_of(project: Project) -> None:
    code = FASTAPI + "from fastapi.staticfiles import StaticFiles\napp.mount('/s', StaticFiles(directory='static'))\n"
    files = {
        "requirements.txt": "uvicorn",
        "api/main.py": code,
        "api/static/a.css": "",
        "Procfile": "web: cd api; uvicorn main:app",
    }
    found, _routes = describe_backend(BoundedFolder(project(files).path), ".")
    assert found.notes[-1].startswith("api/main.py:6: opens 'static' from the folder that it is started in")


@pytest.mark.parametrize(("image", "told"), [("python:3.8", "python:3.11-slim"), ("python:3.12", "python:3.12-slim")])
def test_the_python_of_today(project: Project, image: str, told: str) -> None:
    files = {"requirements.txt": "uvicorn", "app/main.py": FASTAPI, "Dockerfile": f"FROM {image}\n"}
    found, _routes = describe_backend(BoundedFolder(project(files).path), ".")
    assert found.value("backend_image_python_image") == told
    assert bool(found.notes) == (image == "python:3.8")


def test_granian_is_told_of_wsgi(project: Project) -> None:
    text = "from flask import Flask\napp = Flask('x')\n@app.get('/')\ndef home(): ...\n"
    found, _routes = describe_backend(BoundedFolder(project({"requirements.txt": "granian", "app.py": text}).path), ".")
    assert found.value("backend_image_server_args") == ["--interface=wsgi"]
