"""Levels of the stock by HTTP, and their changes by WebSocket."""

from __future__ import annotations

import os

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

LEVELS = {"bolt": 12, "nut": 7}


async def ready(_: Request) -> Response:
    """Tell the health check that requests are served."""
    return PlainTextResponse("ready")


async def levels(request: Request) -> Response:
    """Give the number of each part, and take a new number of one."""
    body = await request.json() if request.method == "PUT" else {}
    return JSONResponse({"levels": {**LEVELS, **body}, "site": os.environ.get("STOCK_SITE", "")})


async def changes(socket: WebSocket) -> None:
    """Send the part that a client names back with its number, until the client leaves."""
    await socket.accept()
    async for part in socket.iter_text():
        await socket.send_json({part: LEVELS.get(part)})


service = Starlette(
    routes=[
        Route("/-/ready", ready),
        Route("/rpc/levels", levels, methods=["GET", "PUT"]),
        WebSocketRoute("/live/changes", changes),
    ]
)
