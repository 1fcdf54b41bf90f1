"""Routes."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._bounded_folder import BoundedFolder
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._python_code import read_code
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._routes import health_path, routes_of
from ansible_collections.sovd.prod_images.plugins.module_utils._project._folder import Folder

Project = Callable[[Mapping[str, str]], Folder]
FASTAPI = {
    "app/main.py": "from fastapi import FastAPI\nfrom app.api import api_router\nfrom app.config import settings\n"
    "app = FastAPI()\napp.include_router(api_router, prefix=settings.API_V1)\n",
    "app/config.py": "class Settings:\n    API_V1: str = '/api/v1'\nsettings = Settings()\n",
    "app/api/__init__.py": "from app.api.all import api_router\n",
    "app/api/all.py": "from fastapi import APIRouter\nfrom app.api.routes import utils\napi_router = APIRouter()\n"
    "api_router.include_router(utils.router)\n",
    "app/api/routes/utils.py": "from fastapi import APIRouter\nrouter = APIRouter(prefix='/utils')\n"
    "@router.get('/health-check/')\nasync def h(): return True\n"
    "@router.websocket('/live')\nasync def w(s): ...\n",
}
DJANGO = {
    "site1/urls.py": "from django.urls import include, path\nurlpatterns = [path('api/', include('shop.urls'))]\n",
    "shop/urls.py": "from django.urls import path\nurlpatterns = [path('healthz', lambda r: None)]\n",
}
FLASK = {
    "a.py": "from flask import Blueprint, Flask\nbp = Blueprint('b', 'b', url_prefix='/api')\n@bp.route('/ping')\n"
    "def p(): ...\napp = Flask('a')\napp.register_blueprint(bp)\n",
}


@pytest.mark.parametrize(
    ("files", "path", "place"),
    [
        (FASTAPI, "/api/v1/utils/health-check/", "app/api/routes/utils.py:3"),
        (DJANGO, "/api/healthz", "shop/urls.py:2"),
        (FLASK, "/api/ping", "a.py:3"),
        (
            {"a.py": FLASK["a.py"].replace("@bp.", "from flask_restx import Api\nrest = Api(bp)\n@rest.")},
            "/api/ping",
            "a.py:5",
        ),
        ({"a.py": "app.get('/health')(f)\napp.get('/health/ready')(f)\n"}, "/health/ready", "a.py:2"),
        ({"a.py": "Application([('/health', Health)])\n"}, "/health", "a.py:1"),
    ],
)
def test_health_path(project: Project, files: Mapping[str, str], path: str, place: str) -> None:
    found = health_path(routes_of(read_code(BoundedFolder(project(files).path))))
    assert found is not None
    assert found.path == path
    assert str(found.place) == place


def test_sockets_and_nothing(project: Project) -> None:
    routes = routes_of(read_code(BoundedFolder(project(FASTAPI).path)))
    assert [one.path for one in routes if one.kind == "websocket"] == ["/api/v1/utils/live"]
    assert health_path([one for one in routes if one.kind == "websocket"]) is None


def test_what_needs_a_login_tells_nothing(project: Project) -> None:
    text = "@bp.route('/')\n@login_required\ndef index(): ...\n@bp.route('/about')\ndef about(): ...\n"
    routes = routes_of(read_code(BoundedFolder(project({"a.py": text}).path)))
    assert [one.path for one in routes] == ["/about"]


def test_routers_that_include_each_other(project: Project) -> None:
    text = "a.include_router(b, prefix='/b')\nb.include_router(a, prefix='/a')\n@a.get('/ping')\ndef p(): ...\n"
    assert len(routes_of(read_code(BoundedFolder(project({"x.py": text * 30}).path)))) < 5000


def test_a_route_that_is_never_asked_by_get(project: Project) -> None:
    text = "app.route('/ping', methods=['POST'])(f)\n"
    folder = BoundedFolder(project({"a.py": text, "b.py": text.replace("POST", "get").replace("ping", "up")}).path)
    assert [(one.kind, one.path) for one in routes_of(read_code(folder))] == [("other", "/ping"), ("get", "/up")]


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("handlers = [('/a', A), ('/b', m.B, 1)]\n", ["/a", "/b"]),
        ("tornado.web.Application([('/a', A)])\n", ["/a"]),
        ("found = [('/a', A)]\nf([('/b', B)])\nx = ('/', y)\n", []),
    ],
)
def test_pairs_of_path_and_handler(project: Project, text: str, paths: list[str]) -> None:
    code = read_code(BoundedFolder(project({"a.py": text}).path))
    assert [one.path for one in routes_of(code)] == paths


@pytest.mark.parametrize(
    ("path", "is_told"),
    [
        ("/status", True),
        ("/api/v1/status", True),
        ("/orders/status", False),
        ("/payments/live", False),
        ("/orders/health", True),
    ],
)
def test_words_that_say_something_else(project: Project, path: str, is_told: bool) -> None:
    text = f"from fastapi import FastAPI\napp = FastAPI()\n@app.get('{path}')\ndef h(): ...\n"
    found = health_path(routes_of(read_code(BoundedFolder(project({"main.py": text}).path))))
    assert (found is not None) == is_told


@pytest.mark.parametrize(
    ("made", "included"),
    [
        ("APIRouter(dependencies=[Depends(authorized)])", "app.include_router(router)"),
        ("APIRouter()", "app.include_router(router, dependencies=[Depends(authorized)])"),
    ],
)
def test_routers_behind_a_login(project: Project, made: str, included: str) -> None:
    text = f"from fastapi import *\napp = FastAPI()\nrouter = {made}\n"
    text += f"@router.get('/health')\ndef h(): ...\n{included}\n"
    text = text.replace("import *", "import APIRouter, Depends, FastAPI")
    (route,) = routes_of(read_code(BoundedFolder(project({"main.py": text}).path)))
    assert route.is_guarded
    assert health_path([route]) is None


def test_many_routers_that_include_each_other_are_read_soon(project: Project) -> None:
    names = [[f"r{floor}_{number}" for number in range(15)] for floor in range(7)]
    lines = ["from fastapi import APIRouter, Depends"]
    lines += [f"{name} = APIRouter()" for floor in names[:-1] for name in floor]
    lines += [f"{name} = APIRouter(dependencies=[Depends(authorized)])" for name in names[-1]]
    lines += ["@r0_0.get('/health')", "def h(): ..."]
    lines += [f"{up}.include_router({one})" for low, high in itertools.pairwise(names) for up in high for one in low]
    found = routes_of(read_code(BoundedFolder(project({"main.py": "\n".join(lines)}).path)))
    assert all(route.is_guarded for route in found)


def test_urls_of_an_api_of_django_ninja(project: Project) -> None:
    text = "from django.urls import path\nfrom ninja import NinjaAPI\napi = NinjaAPI()\n"
    text += "@api.get('/health')\ndef h(request): ...\nurlpatterns = [path('api/', api.urls)]\n"
    assert [one.path for one in routes_of(read_code(BoundedFolder(project({"urls.py": text}).path)))] == ["/api/health"]
