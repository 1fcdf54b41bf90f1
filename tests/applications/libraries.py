"""Applications that put a library or a framework to work, and need no more than their variables."""

from __future__ import annotations

from tests.applications.case import Case

LIBRARIES = {
    "science": Case(
        {"/root": "1.414", "/mean": "2.0", "/picture": r"\x89PNG"}, {"backend_image_home": "/tmp"},
        shape="NumPy, pandas, SciPy, Matplotlib",
    ),
    "litestar": Case({"/goods/3": "3"}, shape="Litestar, msgspec"),
    "starlette": Case({"/page": "<h1>shop</h1>"}, shape="Starlette, templates of Jinja"),
    "lxml": Case({"/price": "3"}, shape="lxml"),
    "grpc": Case({"/call": "1"}, shape="gRPC, protobuf"),
    "aws": Case({"/link": "X-Amz-Signature|Signature="}, shape="boto3"),
    "graphql": Case({"/graphql?query={price}": '"price": ?3'}, shape="Strawberry, GraphQL"),
    "lightgbm": Case(
        {"/trees": "3"}, {"backend_image_apt_runtime_packages": ["libgomp1"]},
        shape="LightGBM, which needs a shared library",
        plain="sh -c 'apt-get update && apt-get install --yes libgomp1 && pip install -r requirements.txt'",
    ),
    "tornado": Case(
        {},
        {"backend_image_app_module": "app.main:main", "backend_image_command": ["python", "-m", "app.main"]},
        shape="Tornado with its own server",
    ),
    "aiohttp": Case(
        {},
        {"backend_image_command": ["python", "-m", "aiohttp.web", "--hostname=0.0.0.0", "--port=8000", "app.main:app"]},
        shape="aiohttp with its own server",
    ),
    "sanic": Case(
        {},
        {
            "backend_image_command": [
                "python", "-m", "sanic", "app.main", "--host=0.0.0.0", "--port=8000", "--single-process",
            ],
            "backend_image_home": "/tmp",
        },
        shape="Sanic with its own server",
    ),
    "quart": Case({}, {"backend_image_server": "hypercorn"}, shape="Quart by Hypercorn"),
    "falcon": Case(
        {}, {"backend_image_server": "gunicorn", "backend_image_home": "/tmp"}, shape="Falcon (WSGI) by Gunicorn",
    ),
    "crypto": Case({"/kept": r"\[true,true,true\]"}, shape="cryptography, PyNaCl, argon2"),
}  # fmt: skip
