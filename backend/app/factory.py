"""Put the application together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from app import broker
from app.auth import login
from app.auth.actor import AUTHENTICATED
from app.auth.attempts import Attempts
from app.catalog import routes as catalog
from app.commands import routes as commands
from app.commands import stream
from app.commands.events import EventHub, channel_of
from app.commands.schemas import JSON_VALUE_SCHEMA
from app.db import Database
from app.errors import AnswerFailures, add_error_handlers
from app.fleet import routes as fleet
from app.health import routes as health
from app.logging.access import AccessLog
from app.metrics import expose_metrics
from app.settings import Settings

DOCUMENT = "/api/openapi.json"
log = structlog.get_logger(__name__)


def create_app(settings: Settings) -> FastAPI:
    """Return the application; it connects to nothing before it is asked for something."""
    app = FastAPI(
        title="SOVD Command API",
        lifespan=_lifespan,
        docs_url=None if settings.is_production else "/api/docs",
        openapi_url=None if settings.is_production else DOCUMENT,
        redoc_url=None,
    )
    if settings.is_production:
        # To whom the API answers; the page that shows it loads its scripts from elsewhere and stays in development.
        app.add_api_route(DOCUMENT, app.openapi, include_in_schema=False, dependencies=[AUTHENTICATED])
    if settings.authentication == "off":
        log.warning("authentication.off", consequence="whoever reaches this process reads and stores commands")
    app.state.settings = settings
    app.state.channel = channel_of(settings.environment)
    add_error_handlers(app)
    for router in (health.router, login.router, fleet.router, catalog.router, commands.router, stream.router):
        app.include_router(router)
    app.state.figures = expose_metrics(app)
    app.openapi()["components"]["schemas"]["JsonValue"] = JSON_VALUE_SCHEMA
    app.add_middleware(AnswerFailures)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type"],
            # Without it a page of another origin cannot tell when to ask again.
            expose_headers=["Retry-After"],
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
    app.state.attempts = Attempts(app.state.redis, settings.environment, settings.login_attempts)
    app.state.hub = EventHub(broker.connect(redis_url, retries=0), app.state.channel, app.state.figures)
    app.state.checks = {"database": app.state.database.ping, "redis": app.state.redis.ping}
    app.state.hub.start()
    try:
        yield
    finally:
        await app.state.hub.stop()
        await app.state.redis.aclose()
        await app.state.database.close()
