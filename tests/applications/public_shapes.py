"""Shapes of public repositories, each named by its source: the files that say something, and what has to be proposed.

They are written after those, and no copies. `asks` are the variables that nothing in the shape says.
"""

from __future__ import annotations

from tests.applications.public_backends import PUBLIC_BACKENDS
from tests.applications.public_pages import PUBLIC_PAGES
from tests.applications.public_services import PUBLIC_SERVICES
from tests.applications.shape import Shape

ROUTE = "@app.get('/health')\ndef health(): return 'well'\n"
FASTAPI = "from fastapi import FastAPI\napp = FastAPI()\n" + ROUTE
GUNICORN = {"backend_image_server": "gunicorn", "backend_image_home": "/tmp"}


def page(build: str, **more: str) -> dict[str, str]:
    """The files of a page that a script builds."""
    return {
        "package.json": f'{{"private": true, "scripts": {{"build": "{build}"}}}}',
        "package-lock.json": "{}",
        **more,
    }


SHAPES = {
    "fastapi/full-stack-fastapi-template": Shape(
        {
            "backend/pyproject.toml": "[project]\nname='app'\nrequires-python='>=3.10,<4.0'\ndependencies=['fastapi[standard]']\n"
            "[build-system]\nrequires=['hatchling']\nbuild-backend='hatchling.build'\n",
            "backend/uv.lock": "",
            "backend/Dockerfile": "FROM python:3.10\nCMD [\"fastapi\", \"run\", \"--workers\", \"4\", \"app/main.py\"]\n",
            "backend/app/__init__.py": "",
            "backend/app/main.py": "from fastapi import FastAPI\nfrom app.api.main import api_router\nfrom app.core.config import settings\n"
            "app = FastAPI()\napp.include_router(api_router, prefix=settings.API_V1_STR)\n",
            "backend/app/core/config.py": "from pydantic import PostgresDsn\nfrom pydantic_settings import BaseSettings\n"
            "class Settings(BaseSettings):\n    API_V1_STR: str = '/api/v1'\n    PROJECT_NAME: str\n    POSTGRES_SERVER: str\n"
            "settings = Settings()\n",
            "backend/app/api/main.py": "from fastapi import APIRouter\nfrom app.api.routes import utils\napi_router = APIRouter()\n"
            "api_router.include_router(utils.router)\n",
            "backend/app/api/routes/utils.py": "from fastapi import APIRouter\nrouter = APIRouter(prefix='/utils')\n"
            "@router.get('/health-check/')\nasync def health_check() -> bool: return True\n",
            "frontend/package.json": '{"private": true, "scripts": {"build": "tsc -p tsconfig.build.json && vite build"}}',
            "frontend/package-lock.json": "{}",
        },
        {
            "backend_image_installer": "uv",
            "backend_image_health_path": "/api/v1/utils/health-check/",
            "backend_image_proof_env": {"PROJECT_NAME": "of the proof", "POSTGRES_SERVER": "of the proof"},
            "backend_image_python_image": "python:3.10-slim",
        },
    ),
    "cookiecutter/cookiecutter-django": Shape(
        {
            "manage.py": "",
            "requirements/base.txt": "django\nwhitenoise\ndjango-environ\n",
            "requirements/local.txt": "-r base.txt\n",
            "requirements/production.txt": "-r base.txt\ngunicorn\n",
            "config/__init__.py": "",
            "config/urls.py": "from django.urls import path\nfrom django.contrib import admin\nurlpatterns = [path('admin/', admin.site.urls)]\n",
            "config/wsgi.py": "from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n",
            "config/settings/__init__.py": "",
            "config/settings/base.py": "INSTALLED_APPS = ['shop.users']\nROOT_URLCONF = 'config.urls'\nSTATIC_ROOT = '/app/staticfiles'\n",
            "config/settings/production.py": "import environ\nfrom .base import *\nenv = environ.Env()\n"
            "SECRET_KEY = env('DJANGO_SECRET_KEY')\nALLOWED_HOSTS = env.list('DJANGO_ALLOWED_HOSTS', default=['shop.example'])\n",
            "shop/users/models.py": "",
        },
        {
            **GUNICORN,
            "backend_image_requirements": ["requirements/production.txt"],
            "backend_image_code": ["config", "manage.py", "shop"],
            "backend_image_app_module": "config.wsgi:application",
            "backend_image_proof_env": {"DJANGO_SECRET_KEY": "of the proof"},
            "backend_image_health_headers": {"Host": "shop.example"},
            "backend_image_health_path": "/admin/login/",
        },
    ),
    "pallets/flask, the tutorial": Shape(
        {
            "pyproject.toml": "[project]\nname='flaskr'\nversion='1'\ndependencies=['flask','gunicorn']\n"
            "[build-system]\nrequires=['flit_core']\nbuild-backend='flit_core.buildapi'\n",
            "uv.lock": "",
            "flaskr/__init__.py": "from flask import Flask\ndef create_app(test_config=None):\n    app = Flask(__name__)\n"
            "    @app.route('/hello')\n    def hello(): return 'Hello'\n    return app\n",
        },
        {**GUNICORN, "backend_image_installer": "uv", "backend_image_code": [], "backend_image_app_module": "flaskr:create_app"},
        ("backend_image_health_path",),
    ),
    "miguelgrinberg/microblog": Shape(
        {
            "requirements.txt": "flask\ngunicorn\n", "Procfile": "web: flask db upgrade; gunicorn microblog:app\n",
            "microblog.py": "from app import create_app\napp = create_app()\n",
            "app/__init__.py": "from flask import Flask\nfrom config import Config\ndef create_app():\n    return Flask(__name__)\n",
            "app/main/routes.py": "from app.main import bp\n@bp.route('/')\ndef index(): ...\n",
            "app/main/__init__.py": "from flask import Blueprint\nbp = Blueprint('main', __name__)\nfrom app.main import routes\n",
            "config.py": "class Config: ...\n", "migrations/env.py": "",
        },
        {**GUNICORN, "backend_image_code": ["app", "config.py", "microblog.py", "migrations"],
         "backend_image_app_module": "microblog:app", "backend_image_health_path": "/"},
    ),
    "nsidnal/fastapi-realworld-example-app": Shape(
        {
            "pyproject.toml": "[tool.poetry]\nname='app'\nversion='1'\n[tool.poetry.dependencies]\npython='^3.9'\nfastapi='*'\nuvicorn='*'\n",
            "poetry.lock": "", "alembic.ini": "",
            "app/main.py": "from fastapi import FastAPI\ndef get_application():\n    application = FastAPI()\n    return application\n"
            "app = get_application()\n" + ROUTE,
        },
        {"backend_image_installer": "poetry", "backend_image_code": ["app", "alembic.ini"], "backend_image_health_path": "/health"},
    ),
    "zhanymkanov/fastapi_production_template": Shape(
        {
            "requirements/base.txt": "fastapi\n", "requirements/prod.txt": "-r base.txt\nuvicorn\ngunicorn\n",
            "src/main.py": "from src.config import settings\n" + FASTAPI, "src/config.py": "settings = {}\n",
        },
        {"backend_image_requirements": ["requirements/prod.txt"], "backend_image_app_module": "src.main:app",
         "backend_image_code": ["src"]},
    ),
    "heroku/python-getting-started": Shape(
        {
            "requirements.txt": "django\ngunicorn\nwhitenoise\n", ".python-version": "3.13\n", "manage.py": "",
            "Procfile": "web: gunicorn --config gunicorn.conf.py gettingstarted.wsgi\n", "gunicorn.conf.py": "workers = 2\n",
            "gettingstarted/__init__.py": "",
            "gettingstarted/settings.py": "ALLOWED_HOSTS = ['.localhost', '127.0.0.1']\nINSTALLED_APPS = ['hello']\n"
            "ROOT_URLCONF = 'gettingstarted.urls'\nSTATIC_ROOT = 'staticfiles'\nSECRET_KEY = 'x'\n",
            "gettingstarted/urls.py": "from django.urls import path\nimport hello.views\nurlpatterns = [path('', hello.views.index)]\n",
            "gettingstarted/wsgi.py": "from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n",
            "hello/__init__.py": "", "hello/views.py": "def index(request): ...\n",
        },
        {**GUNICORN, "backend_image_python_image": "python:3.13-slim", "backend_image_health_path": "/",
         "backend_image_server_args": ["--config=gunicorn.conf.py"],
         "backend_image_code": ["gettingstarted", "gunicorn.conf.py", "hello", "manage.py"]},
    ),
    "docker/awesome-compose, flask": Shape(
        {"app/app.py": "from flask import Flask\napp = Flask(__name__)\n@app.route('/')\ndef hello(): ...\n", "app/requirements.txt": "flask\n"},
        {"backend_image_app_module": "app:app", "backend_image_health_path": "/"},
        ("backend_image_server",),
    ),
    "render-examples/fastapi": Shape(
        {"requirements.txt": "fastapi\nuvicorn\n", "main.py": FASTAPI.replace("/health", "/")},
        {"backend_image_app_module": "main:app", "backend_image_code": ["main.py"], "backend_image_health_path": "/"},
    ),
    "litestar-org/litestar-fullstack": Shape(
        {"pyproject.toml": "[project]\nname='app'\ndependencies=['litestar','uvicorn']\n", "uv.lock": "",
         "src/app/asgi.py": "from litestar import Litestar, get\n@get('/health')\ndef health() -> str: ...\n"
         "def create_app():\n    return Litestar([health])\n"},
        {"backend_image_installer": "uv", "backend_image_app_module": "app.asgi:create_app",
         "backend_image_server_args": ["--factory"], "backend_image_uvicorn_args": ["--app-dir", "src"]},
    ),
    "vuejs/create-vue": Shape(
        {**page('run-p type-check \\"build-only {@}\\" --'), "vite.config.ts": "export default {}", "index.html": ""}, {},
    ),
    "facebook/create-react-app": Shape(
        page("react-scripts build"), {"frontend_image_output_dir": "build", "nginx_conf_assets_location": "/static/"},
    ),
    "vitejs/vite, react-ts": Shape(page("tsc -b && vite build"), {}),
    "angular/angular-cli": Shape(
        page("ng build", **{"angular.json": '{"projects": {"shop": {"architect": {"build": {"builder": "@angular/build:application"}}}}}'}),
        {"frontend_image_output_dir": "dist/shop/browser"},
    ),
    "withastro/astro, blog": Shape(
        page("astro build", **{"astro.config.mjs": "export default {site: 'https://shop.example'}"}),
        {"nginx_conf_pages": "many", "nginx_conf_assets_location": "/_astro/"},
    ),
    "withastro/astro, ssr": Shape(
        page("astro build", **{"astro.config.mjs": "export default {output: 'server'}"}), {}, ("frontend_image_output_dir",),
    ),
    "sveltejs/kit, static": Shape(
        {"package.json": '{"private": true, "scripts": {"build": "vite build"}, "devDependencies": {"@sveltejs/kit": "2"}}',
         "package-lock.json": "{}", "svelte.config.js": "import adapter from '@sveltejs/adapter-static';"},
        {"frontend_image_output_dir": "build", "nginx_conf_assets_location": "/_app/immutable/", "nginx_conf_pages": "many"},
    ),
    "sveltejs/kit, auto": Shape(
        {"package.json": '{"private": true, "scripts": {"build": "vite build"}, "devDependencies": {"@sveltejs/kit": "2"}}',
         "package-lock.json": "{}", "svelte.config.js": "import adapter from '@sveltejs/adapter-auto';"},
        {"frontend_image_output_dir": "build"}, ("frontend_image_output_dir",),
    ),
    "nuxt/starter": Shape(
        {"package.json": '{"private": true, "scripts": {"build": "nuxt build", "generate": "nuxt generate"}}', "yarn.lock": ""},
        {"frontend_image_build_script": "generate", "frontend_image_output_dir": ".output/public"},
    ),
    "facebook/docusaurus": Shape(
        page("docusaurus build", **{"docusaurus.config.ts": "export default {baseUrl: '/manual/'}"}),
        {"frontend_image_output_dir": "build", "nginx_conf_pages": "many", "nginx_conf_base_path": "/manual/"},
    ),
    "vercel/next.js, with static export": Shape(
        page("next build", **{"next.config.js": "module.exports = {output: 'export'}"}),
        {"frontend_image_output_dir": "out", "nginx_conf_pages": "many"},
    ),
    "vercel/turborepo, basic": Shape(
        {"package.json": '{"private": true, "scripts": {"build": "turbo run build"}}', "pnpm-lock.yaml": "",
         "pnpm-workspace.yaml": "packages:\n  - apps/*\n",
         "apps/web/package.json": '{"scripts": {"build": "vite build"}}', "apps/docs/package.json": '{"scripts": {"build": "vite build"}}'},
        {}, ("frontend_image_build_dir",),
    ),
    **PUBLIC_BACKENDS,
    **PUBLIC_PAGES,
    **PUBLIC_SERVICES,
}  # fmt: skip
