"""Answers for what goes wrong in more than one route."""

from typing import Any

import structlog
from fastapi import FastAPI, Request, status
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.causes import root_cause
from app.db import DatabaseUnavailableError

RETRY_AFTER_SECONDS = 5
_METHODS = ("DELETE", "GET", "HEAD", "PATCH", "POST", "PUT")


class Problem(BaseModel):
    """Why a request has no better answer."""

    detail: str


def problems(**reasons: str) -> dict[int | str, dict[str, Any]]:
    """Return, for the description of the API, the answers `http_STATUS` and those of every route."""
    everywhere = {
        "http_401": "A bearer token is missing or does not hold",
        "http_500": "The request failed; the log says why",
        "http_503": "The database is not available; Retry-After says when to try again",
    }
    found = {name.removeprefix("http_"): reason for name, reason in (everywhere | reasons).items()}
    return {status: {"model": Problem, "description": reason} for status, reason in found.items()}


log = structlog.get_logger(__name__)


def add_error_handlers(app: FastAPI) -> None:
    """Make `app` answer 503 without a database, 422 to bad input without repeating it, and 405 with all methods."""
    app.add_exception_handler(DatabaseUnavailableError, _database_unavailable)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(status.HTTP_405_METHOD_NOT_ALLOWED, _not_allowed)


async def _database_unavailable(_request: Request, error: Exception) -> JSONResponse:
    log.warning("database.unavailable", reason=root_cause(error))
    return unavailable("the database is not available, try again later")


def unavailable(detail: str) -> JSONResponse:
    """Return the answer 503 that says when to try again."""
    return JSONResponse(
        {"detail": detail}, status.HTTP_503_SERVICE_UNAVAILABLE, {"Retry-After": str(RETRY_AFTER_SECONDS)}
    )


async def _not_allowed(request: Request, _error: Exception) -> JSONResponse:
    """Name in Allow all methods of the path (RFC 9110, section 15.5.6); the router knows those of its first route."""
    routes = request.app.routes
    asked = {method: {**request.scope, "method": method} for method in _METHODS}
    allowed = [method for method in _METHODS if any(each.matches(asked[method])[0] is Match.FULL for each in routes)]
    return JSONResponse(
        {"detail": "Method Not Allowed"}, status.HTTP_405_METHOD_NOT_ALLOWED, {"Allow": ", ".join(allowed)}
    )


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    """Answer as FastAPI does, less `input` and `ctx`: a NaN or a lone surrogate in them cannot be written as JSON."""
    problems = error.errors() if isinstance(error, RequestValidationError) else []
    detail = [{key: problem[key] for key in ("type", "loc", "msg")} for problem in problems]
    return JSONResponse({"detail": detail}, status.HTTP_422_UNPROCESSABLE_CONTENT)


class AnswerFailures:
    """ASGI middleware that answers 500 to what nobody caught, and logs it.

    Were it left to the server, that would close the connection too, under the next request of a proxy that keeps it.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; a failure in the middle of an answer is left to the server, which breaks it off."""
        started = False

        async def send_and_note(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        except Exception as error:
            if started or scope["type"] != "http":
                raise
            log.exception("request.failed", reason=root_cause(error))
            answer = JSONResponse({"detail": "the request failed, the log says why"}, 500)
            await answer(scope, receive, send)
