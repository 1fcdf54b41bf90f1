"""Put the application together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from app import broker
from app.commands import routes as commands
from app.commands import stream
from app.commands.events import EventHub, channel_of
from app.db import Database
from app.errors import AnswerFailures, add_error_handlers
from app.health import routes as health
from app.logging.access import AccessLog
from app.metrics import expose_metrics
from app.settings import Settings


def create_app(settings: Settings) -> FastAPI:
    """Return the application; it connects to nothing before it is asked for something."""
    documented = not settings.is_production
    app = FastAPI(
        title="SOVD Command API",
        lifespan=_lifespan,
        docs_url="/api/docs" if documented else None,
        openapi_url="/api/openapi.json" if documented else None,
        redoc_url=None,
    )
    app.state.settings = settings
    app.state.channel = channel_of(settings.environment)
    add_error_handlers(app)
    for router in (health.router, commands.router, stream.router):
        app.include_router(router)
    expose_metrics(app)
    app.add_middleware(AnswerFailures)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type"],
        )
    app.add_middleware(AccessLog)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Hold the pools and the reader of events for as long as the process serves."""
    settings: Settings = app.state.settings
    redis_url = settings.redis_url.get_secret_value()
    app.state.database = Database(
        settings.database_url.get_secret_value(),
        pool_size=settings.database_pool_size,
        max_overflow=settings.database_max_overflow,
    )
    app.state.redis = broker.connect(redis_url, retries=1)
    app.state.hub = EventHub(broker.connect(redis_url, retries=0), app.state.channel)
    app.state.hub.start()
    try:
        yield
    finally:
        await app.state.hub.stop()
        await app.state.redis.aclose()
        await app.state.database.close()
