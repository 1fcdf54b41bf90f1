"""Small services after shapes of public repositories and quickstarts, each named by its source and built by tests."""

from __future__ import annotations

from tests.applications.case import Case
from tests.applications.front_end import FrontEnd, text_of
from tests.applications.shape import Shape

FASTAPI = "from fastapi import FastAPI\napp = FastAPI()\n"
PROXY = "import {defineConfig} from 'vite'\nexport default defineConfig({server: {proxy: {'/api': 'http://localhost:8000'}}})\n"

PUBLIC_SERVICES = {
    "fastapi/full-stack-fastapi-template, without its database": Shape(
        {
            "compose.yaml": "services:\n  api:\n    build: ./backend\n  web:\n    build: ./frontend\n",
            "backend/requirements.txt": "fastapi[standard]\n",
            "backend/Dockerfile": "FROM python:3.11\nCMD [\"fastapi\", \"run\", \"--workers\", \"2\", \"app/main.py\"]\n",
            "backend/app/__init__.py": "",
            "backend/app/main.py": FASTAPI + "from app.routes import router\napp.include_router(router, prefix='/api/v1')\n",
            "backend/app/routes.py": "from fastapi import APIRouter\nrouter = APIRouter()\n\n@router.get('/health-check')\ndef health_check():\n    return True\n\n@router.get('/items')\ndef items():\n    return ['tea']\n",
            "frontend/package.json": '{"private": true, "type": "module", "scripts": {"build": "vite build"}, "devDependencies": {"vite": "6"}}',
            "frontend/package-lock.json": "{}", "frontend/vite.config.ts": PROXY,
            "frontend/index.html": '<!doctype html><title>Items</title><main></main><script type="module" src="/main.ts"></script>',
            "frontend/main.ts": "const show = (items: string[]) => { document.querySelector('main')!.textContent = items.join() }\nfetch('/api/v1/items').then((answer) => answer.json()).then(show)\n",
        },
        {"backend_image_health_path": "/api/v1/health-check", "nginx_conf_backend_url": "http://api:8000"},
        backend=Case({"/api/v1/items": "tea"}), page=FrontEnd("", {"/": text_of("main", "^tea$")}),
    ),
    "render-examples/fastapi, whole": Shape(
        {"requirements.txt": "fastapi\nuvicorn\n", "main.py": FASTAPI + "\n@app.get('/')\nasync def root():\n    return {'message': 'Hello World'}\n",
         "render.yaml": "services:\n  - type: web\n    name: api\n    runtime: python\n    startCommand: uvicorn main:app --host 0.0.0.0 --port $PORT\n"},
        {"backend_image_app_module": "main:app", "backend_image_health_path": "/"}, backend=Case({"/": "Hello World"}),
    ),
    "Azure-Samples/msdocs-python-flask-webapp-quickstart": Shape(
        {
            "requirements.txt": "Flask\ngunicorn\n",
            "app.py": "from flask import Flask, redirect, render_template, request, url_for\napp = Flask(__name__)\n\n@app.route('/')\ndef index():\n    return render_template('index.html')\n\n"
            "@app.route('/hello', methods=['POST'])\ndef hello():\n    return request.form.get('name')\n\nif __name__ == '__main__':\n    app.run()\n",
            "templates/index.html": "<link rel=stylesheet href=\"{{ url_for('static', filename='site.css') }}\"><h1>Welcome to Azure</h1>\n",
            "static/site.css": "h1 {color: blue}\n",
        },
        {"backend_image_app_module": "app:app", "backend_image_code": ["app.py", "static", "templates"], "backend_image_health_path": "/"},
        backend=Case({"/": "Welcome to Azure", "/static/site.css": "blue"}),
    ),
    "Azure-Samples/msdocs-python-fastapi-webapp-quickstart": Shape(
        {
            "requirements.txt": "uvicorn\nfastapi\ngunicorn\njinja2\npython-multipart\n",
            "startup.sh": "gunicorn -w 2 -k uvicorn.workers.UvicornWorker main:app\n",
            "main.py": "import uvicorn\nfrom fastapi import FastAPI, Request\nfrom fastapi.staticfiles import StaticFiles\nfrom fastapi.templating import Jinja2Templates\napp = FastAPI()\n"
            "app.mount('/static', StaticFiles(directory='static'), name='static')\ntemplates = Jinja2Templates(directory='templates')\n\n@app.get('/')\nasync def index(request: Request):\n"
            "    return templates.TemplateResponse(request, 'index.html')\n\nif __name__ == '__main__':\n    uvicorn.run('main:app', host='0.0.0.0', port=8000)\n",
            "templates/index.html": "<h1>Welcome</h1>\n", "static/site.css": "h1 {color: red}\n",
        },
        {"backend_image_code": ["main.py", "static", "templates"], "backend_image_health_path": "/"},
        backend=Case({"/": "Welcome", "/static/site.css": "red"}),
    ),
    "GoogleCloudPlatform/python-docs-samples, run/helloworld": Shape(
        {
            "requirements.txt": "Flask\ngunicorn\nWerkzeug\n",
            "Dockerfile": "FROM python:3.11-slim\nENV APP_HOME /app\nWORKDIR $APP_HOME\nCOPY . ./\nRUN pip install --no-cache-dir -r requirements.txt\n"
            "CMD exec gunicorn --bind :$PORT --workers 1 --threads 8 --timeout 0 main:app\n",
            "main.py": "import os\nfrom flask import Flask\napp = Flask(__name__)\n\n@app.route('/')\ndef hello_world():\n    return f\"Hello {os.environ.get('NAME', 'World')}!\"\n\n"
            "if __name__ == '__main__':\n    app.run(debug=True, host='0.0.0.0', port=int(os.environ.get('PORT', 8080)))\n",
        },
        {"backend_image_app_module": "main:app", "backend_image_workers": 1, "backend_image_server_args": ["--threads=8", "--timeout=0"]},
        backend=Case({"/": "Hello World!"}),
    ),
    "digitalocean/sample-flask": Shape(
        {
            "requirements.txt": "Flask==3.0.3\ngunicorn\n", "Procfile": "web: gunicorn --worker-tmp-dir /dev/shm app:app\n",
            "app.py": "from flask import Flask, render_template\napp = Flask(__name__)\n\n@app.route('/')\ndef hello_world():\n    return render_template('index.html')\n",
            "templates/index.html": "<h1>Sample</h1>\n",
        },
        {"backend_image_app_module": "app:app", "backend_image_code": ["app.py", "templates"]}, backend=Case({"/": "Sample"}),
    ),
    "falconry/falcon, the tutorial": Shape(
        {
            "requirements.txt": "falcon\ngunicorn\n", "look/__init__.py": "",
            "look/app.py": "import falcon\n\nclass Images:\n    def on_get(self, req, resp):\n        resp.media = {'images': ['1eaf.png']}\n\napp = application = falcon.App()\napp.add_route('/images', Images())\n",
        },
        {"backend_image_app_module": "look.app:app", "backend_image_code": ["look"]}, ("backend_image_health_path",),
    ),
    "encode/starlette-example": Shape(
        {
            "requirements.txt": "starlette\njinja2\nuvicorn\n",
            "app.py": "from starlette.applications import Starlette\nfrom starlette.routing import Mount, Route\nfrom starlette.staticfiles import StaticFiles\nfrom starlette.templating import Jinja2Templates\n"
            "import uvicorn\ntemplates = Jinja2Templates(directory='templates')\n\nasync def homepage(request):\n    return templates.TemplateResponse(request, 'index.html')\n\n"
            "routes = [Route('/', homepage), Mount('/static', StaticFiles(directory='statics'), name='static')]\napp = Starlette(routes=routes)\n\n"
            "if __name__ == '__main__':\n    uvicorn.run(app, host='0.0.0.0', port=8000)\n",
            "templates/index.html": "<h1>Starlette</h1>\n", "statics/site.css": "h1 {color: plum}\n",
        },
        {"backend_image_code": ["app.py", "statics", "templates"], "backend_image_health_path": "/"},
        backend=Case({"/": "Starlette", "/static/site.css": "plum"}),
    ),
    "bottlepy/bottle, the tutorial": Shape(
        {"requirements.txt": "bottle\ngunicorn\n",
         "hello.py": "import bottle\nfrom bottle import route\n\n@route('/')\n@route('/hello/<name>')\ndef greet(name='Stranger'):\n    return f'Hello {name}'\n\napp = bottle.default_app()\n"},
        {"backend_image_app_module": "hello:app", "backend_image_health_path": "/"}, backend=Case({"/hello/tea": "Hello tea"}),
    ),
    "strawberry-graphql/examples, fastapi": Shape(
        {"pyproject.toml": "[project]\nname='api'\nversion='1'\nrequires-python='>=3.10'\ndependencies=['fastapi', 'strawberry-graphql[fastapi]', 'uvicorn[standard]']\n",
         "uv.lock": "", "main.py": "import strawberry\nfrom fastapi import FastAPI\nfrom strawberry.fastapi import GraphQLRouter\n\n@strawberry.type\nclass Query:\n    @strawberry.field\n    def hello(self) -> str:\n        return 'Hello'\n\n"
         "app = FastAPI()\napp.include_router(GraphQLRouter(strawberry.Schema(Query)), prefix='/graphql')\n"},
        {"backend_image_installer": "uv", "backend_image_health_path": "/openapi.json"}, backend=Case({"/graphql?query={hello}": "Hello"}),
    ),
}  # fmt: skip
