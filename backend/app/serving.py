"""Serve an application that is no web process of uvicorn's own: one process, on the image's port."""

import uvicorn
from fastapi import FastAPI

GRACE_SECONDS = 25


def serve(app: FastAPI, port: int) -> None:
    """Serve `app` on all addresses until SIGTERM; how many workers the web process has does not concern it."""
    config = uvicorn.Config(
        app, host="0.0.0.0", port=port, workers=1, log_config=None, timeout_graceful_shutdown=GRACE_SECONDS
    )
    uvicorn.Server(config).run()
