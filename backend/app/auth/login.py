"""The login: a name and a password for a token."""

from datetime import UTC, datetime, timedelta
from typing import Literal

import structlog
from fastapi import APIRouter, HTTPException, Request, status
from jose import jwt
from pydantic import BaseModel, ConfigDict, Field

from app.auth.actor import ALGORITHM
from app.auth.models import User
from app.auth.passwords import is_password
from app.db import SessionDep
from app.errors import problems

router = APIRouter(prefix="/api/v1/login", tags=["login"])
log = structlog.get_logger(__name__)
NO_NUL = r"^[^\u0000]*$"


class Login(BaseModel):
    """Who wants to log in."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    username: str = Field(min_length=1, max_length=100, pattern=NO_NUL)
    password: str = Field(min_length=1, max_length=200)


class Token(BaseModel):
    """What is sent with each request from now on, as `Authorization: Bearer`, for `expires_in` seconds."""

    access_token: str
    token_type: Literal["bearer"] = Field(default="bearer")
    expires_in: int


@router.post(
    "",
    responses=problems(
        http_400="The body is no JSON",
        http_401="The user name or the password is wrong",
        http_429="Too many attempts from this address; Retry-After says when to try again",
    ),
)
async def log_in(wanted: Login, session: SessionDep, request: Request) -> Token:
    """Give a token for a name and its password; attempts are limited by the address that the trusted proxies tell."""
    address = request.client.host if request.client else ""
    if wait := await request.app.state.attempts.count(address):
        log.warning("login.limited", client=address)
        raise HTTPException(status.HTTP_429_TOO_MANY_REQUESTS, "too many attempts", {"Retry-After": str(wait)})
    user = await session.get(User, wanted.username)
    # The connection is not held while bcrypt computes.
    await session.commit()
    if not await is_password(wanted.password, user.password_hash if user else None):
        log.warning("login.refused", client=address)
        raise HTTPException(
            status.HTTP_401_UNAUTHORIZED, "the user name or the password is wrong", {"WWW-Authenticate": "Bearer"}
        )
    log.info("login.accepted", actor=wanted.username, client=address)
    settings = request.app.state.settings
    expires = datetime.now(UTC) + timedelta(seconds=settings.token_lifetime)
    claims = {"sub": wanted.username, "exp": expires}
    token = jwt.encode(claims, settings.jwt_secret.get_secret_value(), algorithm=ALGORITHM)
    return Token(access_token=token, expires_in=settings.token_lifetime)
