"""Tell who acts: the subject of the bearer token, or nobody in particular."""

from typing import Annotated

from fastapi import Depends, HTTPException, Request, status
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from jose import JWTError, jwt

ALGORITHM = "HS256"
ANONYMOUS = "anonymous"
_bearer = HTTPBearer(auto_error=False, description="Optional: names who acts in the log.")


def subject_of(token: str, secret: str) -> str:
    """Return the subject of a token signed with `secret`; raise JWTError when it is forged, expired or has none."""
    claims = jwt.decode(token, secret, algorithms=[ALGORITHM], options={"require_sub": True, "require_exp": True})
    return str(claims["sub"])


def _actor(request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> str:
    """Return the token's subject, or `anonymous` without a token; a token that does not hold is refused with 401."""
    if credentials is None:
        return ANONYMOUS
    try:
        return subject_of(credentials.credentials, request.app.state.settings.jwt_secret.get_secret_value())
    except JWTError as error:
        raise HTTPException(
            status.HTTP_401_UNAUTHORIZED, "the bearer token is not valid", {"WWW-Authenticate": "Bearer"}
        ) from error


ActorDep = Annotated[str, Depends(_actor)]
