"""Backends after shapes of public repositories, each named by its source, small, and whole enough to be built."""

from __future__ import annotations

from tests.applications.case import Case
from tests.applications.shape import Shape

WSGI = "import os\nfrom django.core.wsgi import get_wsgi_application\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', '{}')\napplication = get_wsgi_application()\n"
MANAGE = "import os, sys\nfrom django.core.management import execute_from_command_line\nif __name__ == '__main__':\n    os.environ.setdefault('DJANGO_SETTINGS_MODULE', '{}')\n    execute_from_command_line(sys.argv)\n"
SETTINGS = """
from pathlib import Path
BASE_DIR = Path(__file__).resolve().parent.parent
INSTALLED_APPS = ['django.contrib.staticfiles']
MIDDLEWARE = ['whitenoise.middleware.WhiteNoiseMiddleware']
TEMPLATES = [{'BACKEND': 'django.template.backends.django.DjangoTemplates', 'APP_DIRS': True, 'DIRS': [BASE_DIR / 'templates']}]
STATIC_URL = '/static/'
STATIC_ROOT = BASE_DIR / 'staticfiles'
"""
FACTORY = (
    "from flask import Flask\nfrom config import Config\n\ndef create_app(config=Config):\n    app = Flask(__name__)\n"
)

PUBLIC_BACKENDS = {
    "render-examples/django": Shape(
        {
            "requirements.txt": "django\ngunicorn\nuvicorn\nuvicorn-worker\nwhitenoise\ndj-database-url\npsycopg2-binary\n",
            "build.sh": "pip install -r requirements.txt\npython manage.py collectstatic --no-input\n",
            "render.yaml": "services:\n  - type: web\n    name: mysite\n    startCommand: python -m gunicorn mysite.asgi:application -k uvicorn_worker.UvicornWorker\n",
            "manage.py": MANAGE.format("mysite.settings"),
            "mysite/__init__.py": "",
            "mysite/settings.py": "import os, dj_database_url" + SETTINGS + "INSTALLED_APPS += ['render']\n"
            + "SECRET_KEY = os.environ.get('SECRET_KEY', default='insecure')\nDEBUG = 'RENDER' not in os.environ\nALLOWED_HOSTS = []\n"
            "ROOT_URLCONF = 'mysite.urls'\nDATABASES = {'default': dj_database_url.config(default='postgresql://localhost/mysite')}\n",
            "mysite/urls.py": "from django.urls import path\nfrom render import views\nurlpatterns = [path('', views.index)]\n",
            "mysite/asgi.py": WSGI.replace("wsgi", "asgi").format("mysite.settings"),
            "mysite/wsgi.py": WSGI.format("mysite.settings"),
            "render/__init__.py": "",
            "render/views.py": "from django.http import HttpResponse\n\ndef index(request):\n    return HttpResponse('Hello, Render')\n",
            "render/static/render/site.css": "body {color: teal}\n",
        },
        {"backend_image_server": "gunicorn", "backend_image_app_module": "mysite.asgi:application",
         "backend_image_health_path": "/"},
        backend=Case({"/": "Hello, Render", "/static/render/site.css": "teal"}, headers={"Host": "localhost"}),
    ),
    "wsvincent/lithium, on Python 3.11": Shape(
        {
            "pyproject.toml": "[project]\nname='lithium'\nversion='0.1.0'\nrequires-python='>=3.11'\ndependencies=['django', 'gunicorn', 'whitenoise']\n",
            "uv.lock": "",
            "Dockerfile": "FROM python:3.11-slim-bookworm\nEXPOSE 8000\nCMD [\"gunicorn\", \"--bind\", \":8000\", \"--workers\", \"2\", \"django_project.wsgi\"]\n",
            "docker-compose.yml": "services:\n  web:\n    build: .\n    command: python /code/manage.py runserver 0.0.0.0:8000\n",
            "manage.py": MANAGE.format("django_project.settings"),
            "django_project/__init__.py": "",
            "django_project/settings.py": SETTINGS + "SECRET_KEY = 'insecure'\nDEBUG = True\nALLOWED_HOSTS = ['localhost', '0.0.0.0', '127.0.0.1']\n"
            "ROOT_URLCONF = 'django_project.urls'\n",
            "django_project/urls.py": "from django.urls import include, path\nurlpatterns = [path('', include('pages.urls'))]\n",
            "django_project/wsgi.py": WSGI.format("django_project.settings"),
            "pages/__init__.py": "",
            "pages/urls.py": "from django.urls import path\nfrom .views import Home\nurlpatterns = [path('', Home.as_view())]\n",
            "pages/views.py": "from django.views.generic import TemplateView\n\nclass Home(TemplateView):\n    template_name = 'pages/home.html'\n",
            "templates/pages/home.html": "<h1>Lithium</h1>\n",
            "static/css/base.css": "h1 {color: gray}\n",
        },
        {"backend_image_installer": "uv", "backend_image_server": "gunicorn", "backend_image_workers": 2},
        backend=Case({"/": "<h1>Lithium"}, headers={"Host": "localhost"}),
    ),
    "cookiecutter/cookiecutter-django, generated": Shape(
        {
            "manage.py": MANAGE.format("config.settings.local"),
            "requirements/base.txt": "django\nwhitenoise\ndjango-environ\n",
            "requirements/local.txt": "-r base.txt\ndjango-debug-toolbar\n",
            "requirements/production.txt": "-r base.txt\ngunicorn\n",
            "config/__init__.py": "",
            "config/urls.py": "from django.http import HttpResponse\nfrom django.urls import path\nurlpatterns = [path('', lambda request: HttpResponse('well'))]\n",
            "config/wsgi.py": WSGI.format("config.settings.production"),
            "config/settings/__init__.py": "",
            "config/settings/base.py": SETTINGS.replace("parent.parent", "parent.parent.parent") + "ROOT_URLCONF = 'config.urls'\n",
            "config/settings/local.py": "import debug_toolbar\nfrom .base import *\nSECRET_KEY = 'x'\nDEBUG = True\n",
            "config/settings/production.py": "import environ\nfrom .base import *\nenv = environ.Env()\n"
            "SECRET_KEY = env('DJANGO_SECRET_KEY')\nALLOWED_HOSTS = env.list('DJANGO_ALLOWED_HOSTS', default=['shop.example'])\n",
        },
        {"backend_image_requirements": ["requirements/production.txt"], "backend_image_app_module": "config.wsgi:application"},
        backend=Case({"/": "well"}, headers={"Host": "shop.example"}, environment={"DJANGO_SECRET_KEY": "of-a-test"}),
    ),
    "miguelgrinberg/microblog, with its login": Shape(
        {
            "requirements.txt": "flask\nflask-login\ngunicorn\n",
            "Procfile": "web: flask db upgrade; flask translate compile; gunicorn microblog:app\n",
            "Dockerfile": "FROM python:slim\nEXPOSE 5000\nENTRYPOINT [\"./boot.sh\"]\n",
            "boot.sh": "#!/bin/bash\nflask db upgrade\nexec gunicorn -b :5000 --access-logfile - microblog:app\n",
            "microblog.py": "from app import create_app\napp = create_app()\n",
            "config.py": "class Config:\n    SECRET_KEY = 'insecure'\n",
            "app/__init__.py": FACTORY + "    app.config.from_object(config)\n    login.init_app(app)\n    from app.auth import bp\n"
            "    app.register_blueprint(bp, url_prefix='/auth')\n    from app.main import main\n    app.register_blueprint(main)\n    return app\n"
            "\nfrom flask_login import LoginManager\nlogin = LoginManager()\nlogin.login_view = 'auth.sign_in'\n\n@login.user_loader\ndef load(key):\n    return None\n",
            "app/main.py": "from flask import Blueprint\nfrom flask_login import login_required\nmain = Blueprint('main', __name__)\n\n@main.route('/')\n@login_required\ndef index():\n    return 'mine'\n",
            "app/auth.py": "from flask import Blueprint, render_template\nbp = Blueprint('auth', __name__)\n\n@bp.route('/login', methods=['GET', 'POST'])\ndef sign_in():\n    return render_template('login.html')\n",
            "app/templates/login.html": "<h1>Sign in</h1>\n",
        },
        {"backend_image_app_module": "microblog:app", "backend_image_port": 5000, "backend_image_health_path": "/auth/login"},
        backend=Case({"/auth/login": "Sign in"}),
    ),
    "testdrivenio/flask-on-docker": Shape(
        {
            "docker-compose.prod.yml": "services:\n  web:\n    build: ./services/web\n    command: gunicorn --bind 0.0.0.0:5000 manage:app\n",
            "services/web/requirements.txt": "flask\nflask-sqlalchemy\ngunicorn\npsycopg2-binary\n",
            "services/web/entrypoint.sh": "#!/bin/sh\npython manage.py create_db\nexec \"$@\"\n",
            "services/web/Dockerfile": "FROM python:3.11-slim\nRUN apt-get update && apt-get install -y netcat-traditional\nENTRYPOINT [\"/usr/src/app/entrypoint.sh\"]\n",
            "services/web/manage.py": "from flask.cli import FlaskGroup\nfrom project import app\ncli = FlaskGroup(app)\nif __name__ == '__main__':\n    cli()\n",
            "services/web/project/__init__.py": "from flask import Flask, jsonify\nfrom flask_sqlalchemy import SQLAlchemy\napp = Flask(__name__)\n"
            "app.config.from_object('project.config.Config')\ndb = SQLAlchemy(app)\n\n@app.route('/')\ndef hello():\n    return jsonify(hello='world')\n",
            "services/web/project/config.py": "import os\n\nclass Config:\n    SQLALCHEMY_DATABASE_URI = os.getenv('DATABASE_URL', 'sqlite://')\n",
        },
        {"backend_image_server": "gunicorn", "backend_image_health_path": "/"},
        backend=Case({"/": "world"}),
    ),
    "testdrivenio/fastapi-sqlmodel-alembic": Shape(
        {
            "docker-compose.yml": "services:\n  web:\n    build: ./project\n    command: uvicorn app.main:app --reload --workers 1 --host 0.0.0.0 --port 8000\n",
            "project/requirements.txt": "alembic\nasyncpg\nfastapi\nsqlmodel\ngreenlet\nuvicorn\n",
            "project/Dockerfile": "FROM python:3.11-slim-buster\nRUN apt-get update && apt-get -y install netcat gcc\n",
            "project/alembic.ini": "[alembic]\nscript_location = migrations\n",
            "project/migrations/env.py": "",
            "project/app/__init__.py": "",
            "project/app/db.py": "import os\nfrom sqlalchemy.ext.asyncio import create_async_engine\nDATABASE_URL = os.environ.get('DATABASE_URL')\nengine = create_async_engine(DATABASE_URL)\n",
            "project/app/main.py": "from fastapi import FastAPI\nfrom app.db import engine\napp = FastAPI()\n\n@app.get('/ping')\nasync def pong():\n    return {'ping': engine.dialect.driver}\n",
        },
        {"backend_image_code": ["app", "alembic.ini", "migrations"], "backend_image_health_path": "/ping"},
        backend=Case({"/ping": "asyncpg"}, environment={"DATABASE_URL": "postgresql+asyncpg://a@b/c"}),
    ),
    "zhanymkanov/fastapi_production_template, with its database": Shape(
        {
            "requirements/base.txt": "fastapi\npydantic-settings\nsqlalchemy[asyncio]\nasyncpg\npsycopg2-binary\n", "requirements/prod.txt": "-r base.txt\nuvicorn\ngunicorn\n",
            ".env.example": "DATABASE_URL=postgresql://app:app@app_db:5432/app\nDATABASE_ASYNC_URL=postgresql+asyncpg://app:app@app_db:5432/app\nCORS_HEADERS=[\"*\"]\n",
            "src/__init__.py": "",
            "src/config.py": "from pydantic import PostgresDsn\nfrom pydantic_settings import BaseSettings\n\nclass Config(BaseSettings):\n    DATABASE_URL: PostgresDsn\n"
            "    DATABASE_ASYNC_URL: PostgresDsn\n    CORS_HEADERS: list[str] = ['*']\n\nsettings = Config()\n",
            "src/database.py": "from sqlalchemy import create_engine\nfrom sqlalchemy.ext.asyncio import create_async_engine\nfrom src.config import settings\n"
            "engine = create_async_engine(str(settings.DATABASE_ASYNC_URL))\nplain = create_engine(str(settings.DATABASE_URL))\n",
            "src/main.py": "from fastapi import FastAPI\nfrom src.database import engine\napp = FastAPI()\n\n@app.get('/healthcheck', include_in_schema=False)\n"
            "async def healthcheck() -> dict[str, str]:\n    return {'status': engine.dialect.driver}\n",
        },
        {"backend_image_app_module": "src.main:app", "backend_image_health_path": "/healthcheck"},
        backend=Case({"/healthcheck": "asyncpg"}, environment={
            "DATABASE_ASYNC_URL": "postgresql+asyncpg://a@b/c", "DATABASE_URL": "postgresql+psycopg2://a@b/c"}),
    ),
    "litestar-org/litestar-fullstack, src/py": Shape(
        {
            "pyproject.toml": "[project]\nname='app'\nversion='1'\ndependencies=['litestar[jinja,standard]']\n[build-system]\nrequires=['hatchling']\nbuild-backend='hatchling.build'\n"
            "[tool.hatch.build.targets.wheel]\npackages=['src/py/app']\n",
            "uv.lock": "",
            "src/py/app/__init__.py": "", "src/py/app/server/__init__.py": "",
            "src/py/app/server/asgi.py": "from litestar import Litestar, get\n\n@get('/health')\nasync def health() -> str:\n    return 'online'\n\ndef create_app() -> Litestar:\n    return Litestar([health])\n",
        },
        {"backend_image_installer": "uv", "backend_image_app_module": "app.server.asgi:create_app", "backend_image_code": [],
         "backend_image_server_args": ["--factory"]},
        backend=Case({"/health": "online"}),
    ),
    "nsidnal/fastapi-realworld-example-app, by Poetry": Shape(
        {
            "pyproject.toml": "[tool.poetry]\nname='conduit'\nversion='1'\npackage-mode=false\n[tool.poetry.dependencies]\npython='^3.11'\nfastapi='*'\nuvicorn='*'\n",
            "poetry.lock": "", "Dockerfile": "FROM python:3.11-slim\nCMD uvicorn --host=0.0.0.0 app.main:app\n",
            "app/__init__.py": "", "app/api.py": "from fastapi import APIRouter\nrouter = APIRouter()\n\n@router.get('/tags')\ndef tags():\n    return ['tea']\n",
            "app/main.py": "from fastapi import FastAPI\nfrom app.api import router\n\ndef get_application() -> FastAPI:\n    application = FastAPI(title='conduit')\n"
            "    application.include_router(router, prefix='/api')\n    return application\n\napp = get_application()\n",
        },
        {"backend_image_installer": "poetry", "backend_image_health_path": "/openapi.json"},
        backend=Case({"/api/tags": "tea", "/openapi.json": "conduit"}),
    ),
    "heroku/python-getting-started, without its pin": Shape(
        {
            "requirements.txt": "django\ngunicorn\nwhitenoise\ndj-database-url\n", "manage.py": MANAGE.format("gettingstarted.settings"),
            "Procfile": "web: gunicorn --config gunicorn.conf.py gettingstarted.wsgi\n", "gunicorn.conf.py": "workers = 2\nbind = '0.0.0.0:8000'\n",
            "app.json": '{"name": "Start", "env": {"SECRET_KEY": {"generator": "secret"}}, "addons": ["heroku-postgresql"]}',
            "gettingstarted/__init__.py": "",
            "gettingstarted/settings.py": "import os, secrets, dj_database_url" + SETTINGS + "ALLOWED_HOSTS = ['.localhost', '127.0.0.1', '[::1]']\n"
            "SECRET_KEY = os.environ.get('DJANGO_SECRET_KEY', default=secrets.token_urlsafe(nbytes=64))\nROOT_URLCONF = 'gettingstarted.urls'\n"
            "DATABASES = {'default': dj_database_url.config(default='sqlite:///db.sqlite3')}\n",
            "gettingstarted/urls.py": "from django.urls import path\nimport hello.views\nurlpatterns = [path('', hello.views.index)]\n",
            "gettingstarted/wsgi.py": WSGI.format("gettingstarted.settings"),
            "hello/__init__.py": "", "hello/views.py": "from django.http import HttpResponse\n\ndef index(request):\n    return HttpResponse('Getting started')\n",
        },
        {"backend_image_server": "gunicorn", "backend_image_server_args": ["--config=gunicorn.conf.py"], "backend_image_health_path": "/"},
        backend=Case({"/": "Getting started"}, headers={"Host": "localhost"}),
    ),
}  # fmt: skip
