"""The WebSocket that shows commands as they are created."""

import asyncio

import structlog
from fastapi import APIRouter, WebSocket, WebSocketDisconnect, status
from fastapi.responses import JSONResponse

from app.auth.actor import STREAM_PROTOCOL, NotAuthenticatedError, actor_of_stream
from app.auth.origin import is_own_or_named
from app.commands.events import EventHub, Subscription
from app.errors import unavailable

CLIENT_LEFT = "client left"
HEARTBEAT = '{"type": "heartbeat"}'
_HUB_TIMEOUT = 3.0
_CLOSE_TIMEOUT = 1.0
router = APIRouter()
log = structlog.get_logger(__name__)


@router.websocket("/ws/commands")
async def stream(websocket: WebSocket) -> None:
    """Send one JSON text for each event, and one while there is none, by which a client knows that it is connected.

    While events cannot be delivered, a handshake is refused with 503, and what is open is closed with 1013.
    """
    if (refusal := _refusal(websocket)) is not None:
        log.info("websocket.refused", reason=refusal.status_code, origin=websocket.headers.get("Origin"))
        await websocket.send_denial_response(refusal)
        return
    hub: EventHub = websocket.app.state.hub
    # Subscribed before the handshake is answered: a client that is connected misses nothing from then on.
    with hub.subscribe() as subscription:
        if not await _is_listening(hub):
            log.info("websocket.refused", reason="events unavailable")
            await websocket.send_denial_response(unavailable("events are not available, try again later"))
            return
        await websocket.accept(STREAM_PROTOCOL if STREAM_PROTOCOL in websocket.scope["subprotocols"] else None)
        reason = await _serve(websocket, subscription)
    log.info("websocket.ended", reason=reason)
    if reason != CLIENT_LEFT:
        await _close(websocket, reason)


def _refusal(websocket: WebSocket) -> JSONResponse | None:
    """Return why this client may not listen, if so: a page of another site must not read with its visitor's address."""
    headers, settings = websocket.headers, websocket.app.state.settings
    if not is_own_or_named(headers.get("Origin"), headers.get("Host", ""), settings.cors_origins):
        return JSONResponse({"detail": "pages of this origin may not listen"}, status.HTTP_403_FORBIDDEN)
    try:
        actor_of_stream(websocket)
    except NotAuthenticatedError as error:
        return JSONResponse({"detail": str(error)}, status.HTTP_401_UNAUTHORIZED, {"WWW-Authenticate": "Bearer"})
    return None


async def _is_listening(hub: EventHub) -> bool:
    try:
        async with asyncio.timeout(_HUB_TIMEOUT):
            await hub.listening()
    except TimeoutError:
        return False
    return True


async def _serve(websocket: WebSocket, subscription: Subscription) -> str:
    """Work until the client leaves or the subscription ends; return why it ended."""
    left = asyncio.create_task(_until_client_leaves(websocket))
    ended = asyncio.create_task(subscription.ended())
    sender = asyncio.create_task(_send(websocket, subscription))
    tasks = {left, ended, sender}
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return CLIENT_LEFT if ended.cancelled() else ended.result()


async def _until_client_leaves(websocket: WebSocket) -> None:
    """Return when the client is gone; what it says is not listened to."""
    while (await websocket.receive())["type"] != "websocket.disconnect":
        pass


async def _send(websocket: WebSocket, subscription: Subscription) -> None:
    patience = websocket.app.state.settings.heartbeat_interval
    while True:
        await websocket.send_text(await subscription.event(patience) or HEARTBEAT)


async def _close(websocket: WebSocket, reason: str) -> None:
    """Say goodbye, unless the client reads so slowly that even this does not get through."""
    try:
        async with asyncio.timeout(_CLOSE_TIMEOUT):
            await websocket.close(status.WS_1013_TRY_AGAIN_LATER, reason)
    except (TimeoutError, WebSocketDisconnect, RuntimeError) as error:
        log.info("websocket.close_failed", reason=type(error).__name__)
