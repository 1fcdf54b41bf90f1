"""Reads at run time what the code has beside its modules."""

from __future__ import annotations

from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route

HERE = Path(__file__).parent


def health(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("well")


def files(_request: Request) -> JSONResponse:
    found = (path for path in HERE.rglob("*") if path.is_file() and not path.suffix.startswith(".py"))
    return JSONResponse(sorted(str(path.relative_to(HERE)) for path in found))


app = Starlette(routes=[Route("/health", health), Route("/files", files)])
