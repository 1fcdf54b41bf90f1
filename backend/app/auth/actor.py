"""Tell who acts: the subject of the bearer token, or nobody in particular where tokens are not asked for."""

from typing import Annotated

from fastapi import Depends, HTTPException, Request, WebSocket, status
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from jose import JWTError, jwt

from app.settings import Settings

ALGORITHM = "HS256"
ANONYMOUS = "anonymous"
LONGEST_SUBJECT = 255
# A browser cannot send Authorization with a WebSocket; it offers this protocol and the token as another.
STREAM_PROTOCOL = "sovd.bearer"
_bearer = HTTPBearer(
    auto_error=False, description="HS256, with `sub` and `exp`. AUTHENTICATION says whether it is asked for."
)


class NotAuthenticatedError(Exception):
    """A token is missing or does not hold; the message says which."""


def subject_of(token: str, secret: str) -> str:
    """Return the subject of a token signed with `secret`; raise JWTError when it is forged, expired or has none."""
    claims = jwt.decode(token, secret, algorithms=[ALGORITHM], options={"require_sub": True, "require_exp": True})
    subject = str(claims["sub"])
    if not 0 < len(subject) <= LONGEST_SUBJECT or "\0" in subject:
        raise JWTError(f"the subject is empty, has NUL, or more than {LONGEST_SUBJECT} characters")
    return subject


def actor_of(authorization: str | None, settings: Settings) -> str:
    """Return the subject of what stands in the header Authorization, or `anonymous` without one where that is allowed.

    Raise NotAuthenticatedError for anything else: what somebody sends to tell who they are is never passed over.
    """
    if authorization is None:
        if settings.authentication == "off":
            return ANONYMOUS
        raise NotAuthenticatedError("a bearer token is needed")
    scheme, token = authorization.partition(" ")[::2]
    if scheme.lower() != "bearer":
        raise NotAuthenticatedError("only bearer tokens are taken")
    try:
        return subject_of(token.strip(), settings.jwt_secret.get_secret_value())
    except JWTError as error:
        raise NotAuthenticatedError("the bearer token is not valid") from error


def actor_of_stream(websocket: WebSocket) -> str:
    """Return who opens a WebSocket, by the header or the protocols that it offers; raise NotAuthenticatedError."""
    authorization = websocket.headers.get("Authorization")
    protocols = websocket.scope["subprotocols"]
    if authorization is None and STREAM_PROTOCOL in protocols:
        authorization = "Bearer " + next((each for each in protocols if each != STREAM_PROTOCOL), "")
    return actor_of(authorization, websocket.app.state.settings)


def _actor(request: Request, _documented: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> str:
    try:
        return actor_of(request.headers.get("Authorization"), request.app.state.settings)
    except NotAuthenticatedError as error:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, str(error), {"WWW-Authenticate": "Bearer"}) from error


ActorDep = Annotated[str, Depends(_actor)]
AUTHENTICATED = Depends(_actor)
