"""Answers for what goes wrong in more than one route."""

from fastapi import FastAPI, Request, status
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from app.db import DatabaseUnavailableError

RETRY_AFTER_SECONDS = 5


def add_error_handlers(app: FastAPI) -> None:
    """Make `app` answer 503 without a database, and 422 to bad input without repeating the input."""
    app.add_exception_handler(DatabaseUnavailableError, _database_unavailable)
    app.add_exception_handler(RequestValidationError, _invalid)


async def _database_unavailable(_request: Request, _error: Exception) -> JSONResponse:
    return JSONResponse(
        {"detail": "the database is not available, try again later"},
        status.HTTP_503_SERVICE_UNAVAILABLE,
        {"Retry-After": str(RETRY_AFTER_SECONDS)},
    )


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    """Answer as FastAPI does, less `input` and `ctx`: a NaN or a lone surrogate in them cannot be written as JSON."""
    problems = error.errors() if isinstance(error, RequestValidationError) else []
    detail = [{key: problem[key] for key in ("type", "loc", "msg")} for problem in problems]
    return JSONResponse({"detail": detail}, status.HTTP_422_UNPROCESSABLE_CONTENT)
