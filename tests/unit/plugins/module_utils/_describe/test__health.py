"""The path that tells whether a backend is well."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._bounded_folder import BoundedFolder
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._description import Description
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._health import describe_health
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._python_code import read_code
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._routes import routes_of
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._start import Start
from ansible_collections.sovd.prod_images.plugins.module_utils._project._folder import Folder, Place

Project = Callable[[Mapping[str, str]], Folder]
FASTAPI = "from fastapi import FastAPI\napp = FastAPI({})\n@app.get('/items')\ndef items(): ...\n"
FLASK = "from flask import Flask\napp = Flask('x')\n@app.route('/login'{})\ndef login(): ...\n"


def described(project: Project, text: str, start: Start | None = None) -> Description:
    code = read_code(BoundedFolder(project({"app.py": text}).path))
    found = Description("backend", ".")
    describe_health(code, routes_of(code), start or Start(), found)
    return found


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (FASTAPI.format("").replace("/items", "/healthz"), "/healthz"),
        (FASTAPI.format("").replace("/items", "/"), "/"),
        (FASTAPI.format(""), "/openapi.json"),
        ("P = '/api'\n" + FASTAPI.format("openapi_url=f'{P}/schema'"), "/api/schema"),
        (FLASK.format(""), "/login"),
        (FLASK.format(", methods=['POST', 'GET']"), "/login"),
    ],
)
def test_proposed(project: Project, text: str, path: str) -> None:
    found = described(project, text)
    assert (found.value("backend_image_health_path"), found.questions) == (path, {})


@pytest.mark.parametrize(
    "text",
    [
        FASTAPI.format("openapi_url=None"),
        FASTAPI.format("openapi_url=choose()"),
        FASTAPI.format("**settings"),
        FASTAPI.format("") + "other = FastAPI()\n",
        FLASK.format(", methods=['POST']"),
        FLASK.format("").replace("/login", "/login/<kind>"),
    ],
)
def test_asked(project: Project, text: str) -> None:
    found = described(project, text)
    assert [*found.questions] == ["backend_image_health_path"]


def test_the_check_of_today_comes_first(project: Project) -> None:
    found = described(project, FASTAPI.format(""), Start(health=[("/up", Place("fly.toml", 3))]))
    assert found.value("backend_image_health_path") == "/up"


def test_middleware(project: Project) -> None:
    text = "from starlette.middleware.trustedhost import TrustedHostMiddleware\n" + FASTAPI.format("")
    text += "app.add_middleware(TrustedHostMiddleware, allowed_hosts=['*.shop.example'])\n"
    assert described(project, text).value("backend_image_health_headers") == {"Host": "shop.example"}


def test_another_status(project: Project) -> None:
    found = described(project, FASTAPI.format("").replace("'/items'", "'/health', status_code=204"))
    assert found.value("backend_image_health_statuses") == ["204"]
