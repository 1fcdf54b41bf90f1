"""All Python of an application."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._bounded_folder import BoundedFolder
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._python_code import constants, read_code
from ansible_collections.sovd.prod_images.plugins.module_utils._project._folder import Folder

Project = Callable[[Mapping[str, str]], Folder]
FLASK = "from flask import Flask\n"


@pytest.mark.parametrize(
    ("files", "references"),
    [
        ({"shop/__init__.py": FLASK + "def create_app():\n    return Flask('x')\n"}, ["shop:create_app"]),
        (
            {
                "shop/__init__.py": FLASK + "def create_app():\n    return Flask('x')\n",
                "wsgi.py": "from shop import create_app\napp = create_app()\n",
            },
            ["wsgi:app"],
        ),
        (
            {"app/main.py": FLASK + "app = Flask('x')\n", "wsgi.py": "from app.main import app\n"},
            ["wsgi:app", "app.main:app"],
        ),
        ({"src/shop/main.py": FLASK + "app = Flask('x')\n"}, ["shop.main:app"]),
        (
            {"app/worker.py": "from celery import Celery\napp = Celery()\n", "z.py": FLASK + "app = Flask('x')\n"},
            ["z:app", "app.worker:app"],
        ),
        ({"src/py/shop/__init__.py": FLASK + "app = Flask('x')\n", "src/py/shop/other.py": ""}, ["shop:app"]),
        ({"src/shop/api/main.py": FLASK + "app = Flask('x')\n", "src/tool.py": ""}, ["shop.api.main:app"]),
        (
            {"main.py": "from fastapi import FastAPI\napi = FastAPI()\nweb = FastAPI()\nweb.mount('/api', api)\n"},
            ["main:web", "main:api"],
        ),
        (
            {"main.py": "import socketio\n" + FLASK + "app = Flask('x')\nz = socketio.ASGIApp(s, app)\n"},
            ["main:z", "main:app"],
        ),
        ({"lib.py": "def f(): pass\n"}, []),
    ],
)
def test_candidates(project: Project, files: Mapping[str, str], references: list[str]) -> None:
    code = read_code(BoundedFolder(project(files).path))
    assert [one.reference for one in code.candidates()] == references


def test_reached_constants_and_unread(project: Project) -> None:
    files = {
        "app/__init__.py": "",
        "app/main.py": "from app import api\nimport libs.core\nPREFIX = '/api'\n"
        "app.config.from_object('app.settings.Base')\n",
        "app/settings.py": "",
        "app/api.py": "class Settings:\n    NAME: str = 'x'\n",
        "app/unused.py": "NAME = 'y'\n",
        "libs/core.py": "",
        "old.py": "print 'x'",
    }
    code = read_code(BoundedFolder(project(files).path))
    assert code.reached("app.main") == {"app", "app.main", "app.api", "app.settings", "libs.core"}
    assert code.top_of("libs.core") == "libs"
    assert constants(code) == {"PREFIX": "/api"}
    assert code.unread[0].startswith("old.py:1: is no Python")
