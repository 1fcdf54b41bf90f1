"""Takes no other name than its own, redirects to HTTPS, and is well with nothing to say."""

from __future__ import annotations

from fastapi import FastAPI, Response
from starlette.middleware.httpsredirect import HTTPSRedirectMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

app = FastAPI()
app.add_middleware(HTTPSRedirectMiddleware)
app.add_middleware(TrustedHostMiddleware, allowed_hosts=["api.example"])


@app.get("/health")
def health() -> Response:
    return Response(status_code=204)
