"""Applications with a server of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._bounded_folder import BoundedFolder
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._description import Description
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._own_servers import describe_own_server
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._python_code import read_code
from ansible_collections.sovd.prod_images.plugins.module_utils._project._folder import Folder

Project = Callable[[Mapping[str, str]], Folder]


@pytest.mark.parametrize(
    ("text", "variables"),
    [
        ("from fastapi import FastAPI\napp = FastAPI()\n", None),
        (
            "from sanic import Sanic\napp = Sanic('x')\n",
            {
                "backend_image_command": [
                    "python",
                    "-m",
                    "sanic",
                    "web",
                    "--host=0.0.0.0",
                    "--port=8000",
                    "--single-process",
                ]
            },
        ),
        (
            "from aiohttp import web\napp = web.Application()\nweb.run_app(app, port=9000)\n",
            {"backend_image_command": ["python", "-m", "web"], "backend_image_port": 9000},
        ),
        (
            "from aiohttp import web\ndef app(argv):\n    return web.Application()\n",
            {"backend_image_command": ["python", "-m", "aiohttp.web", "--hostname=0.0.0.0", "--port=8000", "web:app"]},
        ),
        (
            "from tornado.web import Application\ndef main():\n    Application([]).listen(8888)\n",
            {"backend_image_command": ["python", "-m", "web"], "backend_image_port": 8888},
        ),
        (
            (
                "import uvicorn\nfrom fastapi import FastAPI\napp = FastAPI()\ndef main():\n"
                "    uvicorn.run(app, port=8443, ssl_certfile='/tmp/pem')\n"
            ),
            {
                "backend_image_command": ["python", "-m", "web"],
                "backend_image_port": 8443,
                "backend_image_workers": 1,
                "backend_image_health_scheme": "https",
            },
        ),
        (
            (
                "import uvicorn\nfrom fastapi import FastAPI\napp = FastAPI()\ndef main():\n"
                "    uvicorn.run('web:app', port=8443, ssl_certfile='/tmp/pem')\n"
            ),
            {
                "backend_image_command": ["python", "-m", "web"],
                "backend_image_port": 8443,
                "backend_image_health_scheme": "https",
            },
        ),
    ],
)
def test_commands(project: Project, text: str, variables: dict[str, Any] | None) -> None:
    code = read_code(BoundedFolder(project({"web.py": text}).path))
    found = Description("backend", ".")
    assert describe_own_server(code, code.candidates()[0], found) is (variables is not None)
    assert found.to_json()["variables"] == (variables or {})
