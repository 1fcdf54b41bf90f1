"""Run a connector, with the probes and metrics of the web process on the same port."""

import socket
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from app import broker
from app.commands.events import channel_of
from app.connector.courier import Courier
from app.connector.settings import ConnectorSettings
from app.connector.stream import Stream, stream_of
from app.connector.work import Work
from app.db import Database
from app.health import routes as health
from app.logging.config import configure_logging
from app.metrics import expose_metrics
from app.serving import serve


def create_app(settings: ConnectorSettings) -> FastAPI:
    """Return the connector; it works for as long as its probes are served."""
    app = FastAPI(title="Connector", openapi_url=None, lifespan=_lifespan)
    app.state.settings = settings
    app.include_router(health.router)
    app.state.figures = expose_metrics(app)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: ConnectorSettings = app.state.settings
    database = Database(
        settings.database_url.get_secret_value(),
        pool_size=settings.database_pool_size,
        max_overflow=settings.database_max_overflow,
    )
    redis = broker.connect(settings.redis_url.get_secret_value(), retries=1)
    app.state.checks = {"database": database.ping, "redis": redis.ping}
    consumer = f"{socket.gethostname()}-{uuid.uuid4().hex[:8]}"
    courier = Courier(database, redis, channel_of(settings.environment), settings, app.state.figures)
    work = Work(database, Stream(redis, stream_of(settings.environment), consumer), courier, settings)
    work.start()
    try:
        yield
    finally:
        await work.stop()
        await redis.aclose()
        await database.close()


if __name__ == "__main__":
    configure_logging("INFO")
    settings = ConnectorSettings.load_or_exit("connector")
    configure_logging(settings.log_level)
    serve(create_app(settings), settings.port)
