from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

templates = Jinja2Templates(Path(__file__).parent / "templates")


def health(request: Request) -> Response:
    return PlainTextResponse("well")


def page(request: Request) -> Response:
    return templates.TemplateResponse(request, "page.html", {"name": "shop"})


app = Starlette(routes=[Route("/health", health), Route("/page", page)])
