"""An application that answers late, tells whom it takes for the client, and keeps WebSockets open."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

Message = dict[str, Any]
SECONDS = 3
# Longer than any grace period here.
SECONDS_OF_PATH = {"/slow": SECONDS, "/endless": 120}


async def app(
    scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
) -> None:
    """Answer with the scheme and the client's address: some paths late, everything else at once."""
    if scope["type"] == "lifespan":
        for _ in ("startup", "shutdown"):
            message = await receive()
            await send({"type": f"{message['type']}.complete"})
    elif scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        while (await receive())["type"] != "websocket.disconnect":
            continue
    else:
        if scope["path"] in SECONDS_OF_PATH:
            print(f"asked for {scope['path']}", flush=True)
            await asyncio.sleep(SECONDS_OF_PATH[scope["path"]])
        body = f"{scope['scheme']} {scope['client'][0]}".encode()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})
